// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Usage;
import io.zerobus.benchmarks.server.ServerProcess;

/**
 * The program of a trial: counts what log calls allocate on the calling thread, a few at a time, so
 * that what is delivered makes room for what follows.
 */
final class AllocationRun {

  private static final int CALLS = 100;
  private static final int WARM_UP_BURSTS = 10;
  private static final int BURSTS = 30;

  private final String name;
  private final Contender contender;
  private long logged;
  private long lost;

  private AllocationRun(String name, Contender contender) {
    this.name = name;
    this.contender = contender;
  }

  /** Argument: contender. */
  public static void main(String[] args) throws Exception {
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start(args[0], Endpoints.of(server), new Valve());
      contender.enterContext();
      AllocationRun run = new AllocationRun(args[0], contender);
      for (LogCall call : LogCall.values()) {
        long unused = run.bytes(call, WARM_UP_BURSTS);
        run.print(call, run.bytes(call, BURSTS));
      }
    }
    System.exit(0); // some have threads that are no daemons
  }

  private void print(LogCall call, long bytes) {
    Result.of(
            AllocationSuite.WHAT,
            call.caseName(),
            name,
            AllocationSuite.ALLOCATED,
            "B",
            (double) bytes / CALLS)
        .withLosses(lost, 0)
        .print(System.out);
  }

  /** Of the burst with the least: another may need more memory for its buffer than any before. */
  private long bytes(LogCall call, int bursts) throws Exception {
    long least = Long.MAX_VALUE;
    for (int burst = 0; burst < bursts; burst++) {
      long before = Usage.threadAllocatedBytes();
      call.log(contender, (int) logged, CALLS);
      least = Math.min(least, Usage.threadAllocatedBytes() - before);
      logged += CALLS;
      lost = contender.settle(logged);
    }
    return least;
  }
}
