// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sends real HTTP requests from a few threads for a while. */
final class HttpLoad {
  /** Between two visits of one thread: an ordinary day's load, not a benchmark. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final Duration PROGRESS_PERIOD = Duration.ofMillis(250);

  private final URI application;
  private final int threadCount;
  private final Duration duration;
  private final LoadCounters counters = new LoadCounters();
  private final AtomicLong visits = new AtomicLong();

  /** The first failure of a thread; the others stop then. */
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  HttpLoad(URI application, int threadCount, Duration duration) {
    this.application = application;
    this.threadCount = threadCount;
    this.duration = duration;
  }

  /**
   * Sends requests until the time is over or the application does not answer.
   *
   * @throws IOException if it did not answer
   */
  void run(Progress progress, BooleanSupplier alive) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    long endNanos = startNanos + duration.toNanos();
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < threadCount; i++) {
      var visit = new CustomerVisit(client, application, counters, "customer-" + (i + 1));
      Thread thread = new Thread(() -> visitUntil(endNanos, visit), "demo-load-" + (i + 1));
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    while (System.nanoTime() - endNanos < 0 && failure.get() == null && alive.getAsBoolean()) {
      LockSupport.parkNanos(PROGRESS_PERIOD.toNanos());
      Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
      progress.show(
          elapsed,
          "%d s of %d s, %d requests"
              .formatted(
                  Math.min(elapsed.toSeconds(), duration.toSeconds()),
                  duration.toSeconds(),
                  counters.requests()));
    }
    progress.end();
    for (Thread thread : threads) {
      thread.join();
    }
    Exception e = failure.get();
    if (e != null) {
      throw new IOException(e.toString(), e);
    }
  }

  LoadCounters counters() {
    return counters;
  }

  private void visitUntil(long endNanos, CustomerVisit visit) {
    try {
      while (System.nanoTime() - endNanos < 0 && failure.get() == null) {
        visit.run(visits.getAndIncrement());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }
}
