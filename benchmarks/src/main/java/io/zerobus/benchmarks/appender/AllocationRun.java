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

  /** More than there is room for in a buffer of 1 MiB. */
  private static final int FILLING = 10_000;

  private final String name;
  private final Contender contender;
  private long logged;
  private long lost;

  private AllocationRun(String name, Contender contender) {
    this.name = name;
    this.contender = contender;
  }

  /** Arguments: contender, {@code CALLS} or {@code DROPPED}. */
  public static void main(String[] args) throws Exception {
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start(args[0], Endpoints.of(server), new Valve());
      contender.enterContext();
      AllocationRun run = new AllocationRun(args[0], contender);
      switch (AllocationSuite.Part.valueOf(args[1])) {
        case CALLS -> run.measureCalls();
        case DROPPED -> run.measureDropped(server);
      }
    }
    System.exit(0); // some have threads that are no daemons
  }

  private void measureCalls() throws Exception {
    for (LogCall call : LogCall.values()) {
      long unused = bytes(call, WARM_UP_BURSTS);
      print(call.caseName(), bytes(call, BURSTS), 0);
    }
  }

  /** Of one who drops; the others are there to compare with. */
  private void measureDropped(ServerProcess server) throws Exception {
    long unused = bytes(LogCall.PLAIN, WARM_UP_BURSTS);
    server.shut();
    log(LogCall.PLAIN, FILLING);
    long before = logged;
    long least = Long.MAX_VALUE;
    for (int burst = 0; burst < BURSTS; burst++) {
      least = Math.min(least, log(LogCall.PLAIN, CALLS));
    }
    long measured = logged - before;
    server.open();
    lost = contender.settle(logged);
    long kept = Contenders.isOurs(name) ? Math.max(0, measured - lost) : 0;
    print(AllocationSuite.DROPPED, least, kept);
  }

  private void print(String caseName, long bytes, long errors) {
    Result.of(
            AllocationSuite.WHAT,
            caseName,
            name,
            AllocationSuite.ALLOCATED,
            "B",
            (double) bytes / CALLS)
        .withLosses(lost, errors)
        .print(System.out);
  }

  /** Of the burst with the least: another may need more memory for its buffer than any before. */
  private long bytes(LogCall call, int bursts) throws Exception {
    long least = Long.MAX_VALUE;
    for (int burst = 0; burst < bursts; burst++) {
      least = Math.min(least, log(call, CALLS));
      lost = contender.settle(logged);
    }
    return least;
  }

  private long log(LogCall call, int calls) {
    long before = Usage.threadAllocatedBytes();
    call.log(contender, (int) logged, calls);
    logged += calls;
    return Usage.threadAllocatedBytes() - before;
  }
}
