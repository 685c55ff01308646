// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShutdownDrainTest {

  private static final long TIMEOUT_NANOS = Duration.ofSeconds(5).toNanos();

  private final FakeSink sink = new FakeSink();
  private final FakeClock clock = new FakeClock();
  private final AtomicInteger reports = new AtomicInteger();
  private final ShutdownDrain drain =
      new ShutdownDrain(sink, TIMEOUT_NANOS, reports::incrementAndGet, clock);

  @AfterEach
  void keepsTheSinkRunning() {
    assertThat(sink.stopsNanos).isEmpty();
  }

  @Test
  void drain_withNothingNew_flushesOnceWithinTheTime() {
    drain.drain();

    assertThat(sink.flushesNanos).containsExactly(TIMEOUT_NANOS);
    assertThat(reports).hasValue(1);
  }

  @Test
  void drain_whileEventsKeepArriving_flushesAgainWithTheTimeThatIsLeft() {
    for (int i = 0; i < 3; i++) {
      sink.flushes.add(
          () -> {
            clock.advance(Duration.ofSeconds(1));
            sink.pending = 0;
            return true;
          });
    }
    // Another hook logs while the drain waits for more: seen as pending after the quiet moment.
    sink.pending = 1;
    sink.flushes.addFirst(
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return true;
        });

    drain.drain();

    assertThat(sink.flushesNanos).containsExactly(TIMEOUT_NANOS, Duration.ofSeconds(4).toNanos());
  }

  @Test
  void drain_whenTheTimeIsOver_ends() {
    sink.pending = 1;
    for (int i = 0; i < 10; i++) {
      sink.flushes.add(
          () -> {
            clock.advance(Duration.ofSeconds(2));
            return true;
          });
    }

    drain.drain();

    assertThat(sink.flushesNanos)
        .containsExactly(
            TIMEOUT_NANOS, Duration.ofSeconds(3).toNanos(), Duration.ofSeconds(1).toNanos());
  }

  @Test
  void drain_whenTheSinkCannotDeliver_endsAndReports() {
    sink.flushes.add(() -> false);

    drain.drain();

    assertThat(sink.flushesNanos).hasSize(1);
    assertThat(reports).hasValue(1);
  }

  @Test
  void drain_afterRemove_doesNothing() {
    drain.remove();
    drain.remove();

    drain.drain();

    assertThat(sink.flushesNanos).isEmpty();
    assertThat(reports).hasValue(0);
  }

  @Test
  void remove_ofAnInstalledHook_takesItOutOfTheJvm() {
    ShutdownDrain installed = ShutdownDrain.install(sink, TIMEOUT_NANOS, () -> {});

    installed.remove();

    assertThat(Runtime.getRuntime().removeShutdownHook(installed.hook())).isFalse();
  }
}
