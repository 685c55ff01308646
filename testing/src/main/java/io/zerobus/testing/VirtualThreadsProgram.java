// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import io.zerobus.metrics.LogShippers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What an application does that logs from thousands of virtual threads. It runs in a JVM of its
 * own, of a Java that is newer than the one it is compiled for.
 */
public final class VirtualThreadsProgram {

  static final int THREADS = 10_000;
  static final int EVENTS_PER_THREAD = 5;

  private static final long WAITED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private VirtualThreadsProgram() {}

  /**
   * Logs, delivers, and prints the counters, how many threads have ended, and how many calls of the
   * logger took so long that they have waited: with one carrier a pause of the JVM makes one such
   * call and not many.
   *
   * @param log logs an event with this text
   */
  public static void run(Consumer<String> log) throws Exception {
    CountDownLatch running = new CountDownLatch(THREADS);
    AtomicLong waited = new AtomicLong();
    String text = "x".repeat(500);
    Runnable thread =
        () -> {
          for (int event = 0; event < EVENTS_PER_THREAD; event++) {
            long before = System.nanoTime();
            log.accept(text);
            if (System.nanoTime() - before > WAITED_NANOS) {
              waited.incrementAndGet();
            }
          }
          running.countDown();
        };
    for (int i = 0; i < THREADS; i++) {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, thread);
    }
    boolean ended = running.await(90, TimeUnit.SECONDS);
    boolean delivered = LogShippers.flush(Duration.ofSeconds(60));
    Counters.print(
        Map.of(
            "ended", ended && delivered ? THREADS : -running.getCount(), "waited", waited.get()));
  }
}
