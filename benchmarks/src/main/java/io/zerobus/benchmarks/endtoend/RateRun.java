// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.endtoend;

import io.zerobus.benchmarks.CompilerRest;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.appender.Contender;
import io.zerobus.benchmarks.appender.Contenders;
import io.zerobus.benchmarks.appender.Endpoints;
import io.zerobus.benchmarks.appender.Valve;
import io.zerobus.benchmarks.server.ServerProcess;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The program of a trial: threads log at a fixed rate, and how long each call takes is told. */
final class RateRun {

  /** Of the percentiles, and of the greatest time. */
  static final List<String> LABELS = List.of("p50", "p90", "p99", "p99.9", "p99.99", "max");

  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private RateRun() {}

  /** Arguments: contender, {@code FULL} or {@code QUICK}, threads. */
  public static void main(String[] args) throws Exception {
    Effort effort = new Effort(1, Effort.Length.valueOf(args[1]));
    int threads = Integer.parseInt(args[2]);
    long nanos = effort.choose(TimeUnit.SECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(1));
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start(args[0], Endpoints.of(server), new Valve());
      PacedCalls calls = new PacedCalls(contender, threads, EndToEndSuite.RATE);
      long warmUpCalls = 0;
      CompilerRest rest = effort.choose(new CompilerRest(8, 4, 60), new CompilerRest(1, 1, 1));
      while (!rest.hasCome()) {
        warmUpCalls += calls.run(WARM_UP_NANOS).calls();
      }
      long lostBefore = contender.settle(warmUpCalls);
      PacedCalls.Times times = calls.run(nanos);
      long lost = contender.settle(warmUpCalls + times.calls()) - lostBefore;
      String caseName = EndToEndSuite.rateCase(threads);
      print(args[0], caseName, EndToEndSuite.RESPONSE, times.responses(), lost);
      print(args[0], caseName, EndToEndSuite.CALL, times.durations(), lost);
    }
    System.exit(0); // some have threads that are no daemons
  }

  private static void print(
      String name, String caseName, String metric, Histogram nanos, long dropped) {
    for (int i = 0; i < PERCENTILES.length; i++) {
      long value = nanos.getValueAtPercentile(PERCENTILES[i]);
      print(name, caseName, metric + LABELS.get(i), value, dropped);
    }
  }

  private static void print(String name, String caseName, String metric, long nanos, long dropped) {
    Result.of(EndToEndSuite.WHAT, caseName, name, metric, "µs", nanos / 1e3)
        .withLosses(dropped, 0)
        .print(System.out);
  }
}
