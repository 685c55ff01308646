// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.endtoend;

import io.zerobus.benchmarks.CompilerRest;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Usage;
import io.zerobus.benchmarks.appender.Contender;
import io.zerobus.benchmarks.appender.Contenders;
import io.zerobus.benchmarks.appender.Endpoints;
import io.zerobus.benchmarks.appender.Valve;
import io.zerobus.benchmarks.server.ServerProcess;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The program of a trial: threads log as fast as they can, for some seconds; the time ends when the
 * last event has arrived.
 */
final class ThroughputRun {

  private static final int WARM_UP_THREADS = 4;
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int CALLS_BETWEEN_LOOKS = 64;

  private final Contender contender;
  private final AtomicLong logged = new AtomicLong();
  private long lost;

  private ThroughputRun(Contender contender) {
    this.contender = contender;
  }

  /** Arguments: contender, {@code FULL} or {@code QUICK}. */
  public static void main(String[] args) throws Exception {
    Effort effort = new Effort(1, Effort.Length.valueOf(args[1]));
    long nanos = effort.choose(TimeUnit.SECONDS.toNanos(4), TimeUnit.SECONDS.toNanos(1));
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start(args[0], Endpoints.of(server), new Valve());
      ThroughputRun run = new ThroughputRun(contender);
      CompilerRest rest = effort.choose(new CompilerRest(4, 4, 60), new CompilerRest(1, 1, 1));
      while (!rest.hasCome()) {
        long unused = run.log(WARM_UP_THREADS, WARM_UP_NANOS);
      }
      run.measureAll(args[0], nanos);
    }
    System.exit(0); // some have threads that are no daemons
  }

  private void measureAll(String name, long nanos) throws Exception {
    double[] rates = new double[EndToEndSuite.THREADS.size()];
    for (int i = 0; i < rates.length; i++) {
      int threads = EndToEndSuite.THREADS.get(i);
      long loggedBefore = logged.get();
      long lostBefore = lost;
      long cpuBefore = Usage.cpuNanos();
      long tookNanos = log(threads, nanos);
      long cpuNanos = Usage.cpuNanos() - cpuBefore;
      long dropped = lost - lostBefore;
      long arrived = logged.get() - loggedBefore - dropped;
      rates[i] = arrived * 1e9 / tookNanos;
      String caseName = EndToEndSuite.throughputCase(threads);
      print(name, caseName, EndToEndSuite.THROUGHPUT, "events/s", rates[i], dropped);
      print(name, caseName, EndToEndSuite.CPU, "s/M", cpuNanos * 1e-3 / arrived, dropped);
    }
    print(
        name,
        EndToEndSuite.SCALING_CASE,
        EndToEndSuite.SCALING,
        "×",
        rates[rates.length - 1] / rates[rates.length - 2],
        0);
  }

  private static void print(
      String name, String caseName, String metric, String unit, double value, long dropped) {
    Result.of(EndToEndSuite.WHAT, caseName, name, metric, unit, value)
        .withLosses(dropped, 0)
        .print(System.out);
  }

  /** Logs with so many threads for so long; returns how long it took until all had arrived. */
  private long log(int threads, long nanos) throws Exception {
    CountDownLatch ended = new CountDownLatch(threads);
    long startNanos = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      new Thread(
              () -> {
                logUntil(startNanos + nanos);
                ended.countDown();
              },
              "request-" + i)
          .start();
    }
    ended.await();
    lost = contender.settle(logged.get());
    return System.nanoTime() - startNanos;
  }

  private void logUntil(long endNanos) {
    contender.enterContext();
    int calls = 0;
    while (System.nanoTime() - endNanos < 0) {
      for (int i = 0; i < CALLS_BETWEEN_LOOKS; i++) {
        contender.plain(calls++);
      }
    }
    logged.addAndGet(calls);
  }
}
