// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.trouble;

import io.zerobus.benchmarks.CompilerRest;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Usage;
import io.zerobus.benchmarks.appender.Contender;
import io.zerobus.benchmarks.appender.Contenders;
import io.zerobus.benchmarks.appender.Endpoints;
import io.zerobus.benchmarks.appender.Valve;
import io.zerobus.benchmarks.server.ServerProcess;
import java.util.Arrays;

/** The program of a trial: what a log call costs whose event is dropped. */
final class DropRun {

  private static final int BURST = 2_000;

  /** More than there is room for in any buffer. */
  private static final int FILLING = 40_000;

  private final Contender contender;
  private long logged;

  private DropRun(Contender contender) {
    this.contender = contender;
  }

  /** Arguments: contender, {@code FULL} or {@code QUICK}. */
  public static void main(String[] args) throws Exception {
    Effort effort = new Effort(1, Effort.Length.valueOf(args[1]));
    Valve valve = new Valve();
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start(args[0], Endpoints.of(server), valve);
      contender.enterContext();
      Stall stall = new Stall(server, valve);
      DropRun run = new DropRun(contender);
      run.logUntil(effort.choose(new CompilerRest(3, 1, 3), new CompilerRest(1, 1, 1)));
      long lostBefore = contender.settle(run.logged);
      stall.begin();
      run.log(FILLING);
      run.logUntil(effort.choose(new CompilerRest(4, 4, 60), new CompilerRest(1, 1, 1)));
      long loggedBefore = run.logged;
      Cost cost = run.measure(effort.choose(300, 30));
      long measured = run.logged - loggedBefore;
      stall.end();
      long lost = contender.settle(run.logged) - lostBefore;
      // Those without a queue let nothing drop: they are there to compare with.
      boolean drops = !args[0].endsWith("no-op") && !args[0].endsWith("event-kept");
      print(args[0], "CPU of the calling thread", "ns", cost.cpuNanos, lost, drops ? measured : 0);
      print(
          args[0], "allocated by the calling thread", "B", cost.bytes, lost, drops ? measured : 0);
    }
    System.exit(0); // some have threads that are no daemons
  }

  /** An event that was expected to be dropped and was not is an error of the measurement. */
  private static void print(
      String name, String metric, String unit, double value, long lost, long expected) {
    Result.of(TroubleSuite.WHAT, TroubleSuite.DROPPED, name, metric, unit, value)
        .withLosses(lost, Math.max(0, expected - lost))
        .print(System.out);
  }

  private void logUntil(CompilerRest rest) {
    while (!rest.hasCome()) {
      log(BURST);
    }
  }

  private void log(int calls) {
    for (int i = 0; i < calls; i++) {
      contender.plain(i);
    }
    logged += calls;
  }

  private Cost measure(int windows) {
    long[] cpuNanos = new long[windows];
    long bytes = 0;
    for (int i = 0; i < windows; i++) {
      long bytesBefore = Usage.threadAllocatedBytes();
      long cpuBefore = Usage.threadCpuNanos();
      log(BURST);
      cpuNanos[i] = Usage.threadCpuNanos() - cpuBefore;
      bytes += Usage.threadAllocatedBytes() - bytesBefore;
    }
    Arrays.sort(cpuNanos);
    return new Cost((double) cpuNanos[windows / 2] / BURST, (double) bytes / BURST / windows);
  }

  private record Cost(double cpuNanos, double bytes) {}
}
