// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.trouble;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.appender.Contender;
import io.zerobus.benchmarks.appender.Contenders;
import io.zerobus.benchmarks.appender.Endpoints;
import io.zerobus.benchmarks.appender.Valve;
import io.zerobus.benchmarks.endtoend.PacedCalls;
import io.zerobus.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The program of a trial: how long log calls take while the server stalls. */
final class StallRun {

  private static final int THREADS = 4;
  private static final int RATE = 50_000;

  private StallRun() {}

  /** Arguments: contender, {@code FULL} or {@code QUICK}. */
  public static void main(String[] args) throws Exception {
    Effort effort = new Effort(1, Effort.Length.valueOf(args[1]));
    long nanos = effort.choose(TimeUnit.SECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(2));
    Valve valve = new Valve();
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start(args[0], Endpoints.of(server), valve);
      PacedCalls calls = new PacedCalls(contender, THREADS, RATE);
      long logged = calls.run(nanos).calls();
      Stall stall = new Stall(server, valve);
      stall.begin();
      Thread end = endLater(stall, nanos);
      PacedCalls.Times times = calls.run(nanos);
      end.join();
      long lost = contender.settle(logged + times.calls());
      Histogram durations = times.durations();
      print(args[0], "p99.99", durations.getValueAtPercentile(99.99), lost);
      print(args[0], "longest call", durations.getMaxValue(), lost);
    }
    System.exit(0); // some have threads that are no daemons
  }

  /** Who waits for the stall to end would otherwise wait for ever. */
  private static Thread endLater(Stall stall, long nanos) {
    long endNanos = System.nanoTime() + nanos;
    Thread thread =
        new Thread(
            () -> {
              while (System.nanoTime() - endNanos < 0) {
                LockSupport.parkNanos(endNanos - System.nanoTime());
              }
              try {
                stall.end();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            "end-of-stall");
    thread.start();
    return thread;
  }

  private static void print(String name, String metric, long nanos, long lost) {
    Result.of(TroubleSuite.WHAT, TroubleSuite.STALLED, name, metric, "ms", nanos / 1e6)
        .withLosses(lost, 0)
        .print(System.out);
  }
}
