// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.metrics.LogShippers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application that logs from thousands of virtual threads. It runs in a JVM of its own, of a
 * Java that is newer than the one it is compiled for.
 */
public final class VirtualThreadsApplication {

  static final int THREADS = 10_000;
  static final int EVENTS_PER_THREAD = 5;

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Virtual");

  private VirtualThreadsApplication() {}

  /** Logs, delivers, and prints the counters and how many threads have ended. */
  public static void main(String[] args) throws Exception {
    CountDownLatch running = new CountDownLatch(THREADS);
    String ballast = "x".repeat(500);
    for (int i = 0; i < THREADS; i++) {
      Thread.class
          .getMethod("startVirtualThread", Runnable.class)
          .invoke(
              null,
              (Runnable)
                  () -> {
                    for (int event = 0; event < EVENTS_PER_THREAD; event++) {
                      LOG.info("event {} {}", event, ballast);
                    }
                    running.countDown();
                  });
    }
    boolean ended = running.await(90, TimeUnit.SECONDS);
    boolean delivered = LogShippers.flush(Duration.ofSeconds(60));
    Counters.print("ended", ended && delivered ? THREADS : -running.getCount());
  }
}
