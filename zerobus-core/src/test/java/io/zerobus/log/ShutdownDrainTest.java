// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShutdownDrainTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long TIMEOUT_NANOS = TIMEOUT.toNanos();

  private final FakeSink sink = new FakeSink();
  private final FakeClock clock = new FakeClock();

  /** The time that was left for each report. */
  private final List<Long> reports = new ArrayList<>();

  private final ShutdownDrain drain = new ShutdownDrain(sink, TIMEOUT_NANOS, reports::add, clock);

  @AfterEach
  void keepsTheSinkRunning() {
    assertThat(sink.stopsNanos).isEmpty();
  }

  private void nextFlushTakes(Duration time, boolean delivers) {
    sink.flushes.add(
        () -> {
          clock.advance(time);
          return delivers;
        });
  }

  @Test
  void drain_withNothingNew_flushesOnce() {
    drain.drain();

    assertThat(sink.flushesNanos).hasSize(1);
    assertThat(sink.hurries).isEqualTo(1);
    assertThat(reports).containsExactly(TIMEOUT_NANOS);
  }

  // Complaint 1.
  @Test
  void drain_whileEventsKeepArriving_flushesAgain() {
    nextFlushTakes(Duration.ofSeconds(1), true);
    sink.flushes.add(
        () -> {
          sink.pending = 0;
          return true;
        });
    // Another hook logs while the drain waits for more: seen as pending after the quiet moment.
    sink.pending = 1;

    drain.drain();

    assertThat(sink.flushesNanos).hasSize(2);
  }

  @Test
  void drain_whileTheServiceIsSlow_waitsUntilTheTimeIsOver() {
    for (int i = 0; i < 100; i++) {
      nextFlushTakes(Duration.ofMillis(250), false);
    }

    drain.drain();

    assertThat(sink.flushesNanos).hasSize(20).containsOnly(ShutdownDrain.LOOK_NANOS);
    assertThat(reports).containsExactly(0L);
  }

  @Test
  void drain_lastFlush_getsNoMoreThanTheTimeThatIsLeft() {
    nextFlushTakes(TIMEOUT.minusMillis(1), false);
    nextFlushTakes(TIMEOUT, false);

    drain.drain();

    assertThat(sink.flushesNanos)
        .containsExactly(ShutdownDrain.LOOK_NANOS, Duration.ofMillis(1).toNanos());
  }

  // Complaint 2.
  @Test
  void drain_serviceThatNeverAnswered_isNotWaitedFor() {
    sink.unreachable = true;
    nextFlushTakes(Duration.ofMillis(250), false);

    drain.drain();

    assertThat(sink.flushesNanos).hasSize(1);
    assertThat(reports).containsExactly(TIMEOUT.minusMillis(250).toNanos());
  }

  @Test
  void drain_afterRemove_doesNothing() {
    drain.remove();
    drain.remove();

    drain.drain();

    assertThat(sink.flushesNanos).isEmpty();
    assertThat(reports).isEmpty();
  }

  // Complaint 15.
  @Test
  void remove_ofAnInstalledHook_takesItOutOfTheJvm() {
    ShutdownDrain installed = ShutdownDrain.install(sink, TIMEOUT_NANOS, left -> {});

    installed.remove();

    assertThat(Runtime.getRuntime().removeShutdownHook(installed.hook())).isFalse();
  }
}
