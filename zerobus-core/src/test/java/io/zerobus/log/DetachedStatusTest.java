// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DetachedStatusTest {

  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  private final CountDownLatch mayGoOn = new CountDownLatch(1);
  private final HeldUp listener = new HeldUp();
  private final DetachedStatus status = new DetachedStatus(listener);

  @AfterEach
  void endThread() {
    mayGoOn.countDown();
    status.close();
    ShipperRig.awaitNoThread();
  }

  /** A listener that takes its time with each warning. */
  private final class HeldUp extends FakeStatus {
    @Override
    public void warn(String message, @Nullable Throwable cause) {
      try {
        assertThat(mayGoOn.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      super.warn(message, cause);
    }
  }

  @Test
  void awaitSaid_whileALineIsBeingSaid_waitsForIt() throws Exception {
    status.warn("why", null);
    List<String> seen = new ArrayList<>();
    FutureTask<Boolean> waiter =
        new FutureTask<>(
            () -> {
              boolean said = status.awaitSaid(SECONDS_10);
              seen.addAll(listener.lines);
              return said;
            });
    Thread thread = new Thread(waiter);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING || waiter.isDone());

    mayGoOn.countDown();

    assertThat(waiter.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).containsExactly("WARN why");
  }

  @Test
  void awaitSaid_ofAListenerThatHangs_endsWithTheTime() throws Exception {
    status.warn("why", null);

    assertThat(status.awaitSaid(1)).isFalse();
    assertThat(listener.lines).isEmpty();
  }

  @Test
  void awaitSaid_withMoreLinesThanMayWait_endsWithTheTime() throws Exception {
    for (int i = 0; i < 200; i++) {
      status.warn("line", null);
    }
    assertThat(status.awaitSaid(1)).isFalse();

    mayGoOn.countDown();

    await().until(() -> listener.lines.size() == 101);
    assertThat(status.awaitSaid(SECONDS_10)).isTrue();
  }

  @Test
  void awaitSaid_withNothingToSay_returnsAtOnceAndStartsNoThread() throws Exception {
    assertThat(status.awaitSaid(0)).isTrue();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("zerobus-status"));
  }

  @Test
  void awaitSaid_afterTheEnd_returnsAtOnce() throws Exception {
    status.close();
    status.warn("late", null);

    assertThat(status.awaitSaid(0)).isTrue();
  }
}
