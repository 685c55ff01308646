// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.batching;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Usage;
import io.zerobus.benchmarks.appender.Contender;
import io.zerobus.benchmarks.appender.Contenders;
import io.zerobus.benchmarks.appender.Endpoints;
import io.zerobus.benchmarks.appender.Valve;
import io.zerobus.benchmarks.endtoend.PacedCalls;
import io.zerobus.benchmarks.server.ServerCounts;
import io.zerobus.benchmarks.server.ServerProcess;
import java.util.concurrent.TimeUnit;

/** The program of a trial: what a setting costs, and how full it makes the batches. */
final class BatchingRun {

  static final String FULL = "as fast as it goes, 4 threads";
  static final String CALM = "2000 events/s, 1 thread";

  private static final int FULL_THREADS = 4;

  /** More than the stream takes; the appender's callers wait. */
  private static final int FULL_RATE = 2_000_000;

  private static final int CALM_RATE = 2_000;

  private final String name;
  private final Contender contender;
  private final ServerProcess server;
  private long logged;

  private BatchingRun(String name, Contender contender, ServerProcess server) {
    this.name = name;
    this.contender = contender;
    this.server = server;
  }

  /**
   * Arguments: name of the trial, {@code FULL} or {@code QUICK}. Settings are system properties.
   */
  public static void main(String[] args) throws Exception {
    Effort effort = new Effort(1, Effort.Length.valueOf(args[1]));
    long nanos = effort.choose(TimeUnit.SECONDS.toNanos(4), TimeUnit.SECONDS.toNanos(1));
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start("zerobus-logback", Endpoints.of(server), new Valve());
      BatchingRun run = new BatchingRun(args[0], contender, server);
      run.log(FULL_THREADS, FULL_RATE, nanos / 2);
      run.measure(FULL, FULL_THREADS, FULL_RATE, nanos / 2);
      run.measure(CALM, 1, CALM_RATE, nanos);
    }
    System.exit(0);
  }

  private void measure(String caseName, int threads, int rate, long nanos) throws Exception {
    ServerCounts countsBefore = server.counts();
    long cpuBefore = Usage.cpuNanos();
    long startNanos = System.nanoTime();
    log(threads, rate, nanos);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double cpuSeconds = (Usage.cpuNanos() - cpuBefore) / 1e9;
    ServerCounts counts = server.counts();
    double arrived = counts.records() - countsBefore.records();
    print(caseName, "throughput", "events/s", arrived / seconds);
    print(caseName, "CPU", "s/M", cpuSeconds / arrived * 1e6);
    print(caseName, "batch", "records", arrived / (counts.requests() - countsBefore.requests()));
  }

  private void log(int threads, int rate, long nanos) throws Exception {
    logged += new PacedCalls(contender, threads, rate).run(nanos).calls();
    long lost = contender.settle(logged);
    if (lost != 0) {
      throw new IllegalStateException(lost + " events are lost, though callers wait");
    }
  }

  private void print(String caseName, String metric, String unit, double value) {
    Result.of(BatchingSuite.WHAT, caseName, name, metric, unit, value).print(System.out);
  }
}
