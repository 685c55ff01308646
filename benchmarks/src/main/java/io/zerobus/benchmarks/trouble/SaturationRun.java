// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.trouble;

import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.appender.Contender;
import io.zerobus.benchmarks.appender.Contenders;
import io.zerobus.benchmarks.appender.Endpoints;
import io.zerobus.benchmarks.appender.Valve;
import io.zerobus.benchmarks.server.ServerProcess;
import io.zerobus.metrics.LogShippers;
import java.lang.management.ManagementFactory;

/** The program of a trial: what the heap holds when the buffer is full. */
final class SaturationRun {

  private static final int EVENTS = 20_000;
  private static final int COLLECTIONS = 3;

  private SaturationRun() {}

  /** Argument: contender, one of ours. */
  public static void main(String[] args) throws Exception {
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start(args[0], Endpoints.of(server), new Valve());
      contender.enterContext();
      log(contender);
      long unused = contender.settle(EVENTS);
      long idleBytes = usedBytes();
      server.shut();
      while (LogShippers.statistics().get(0).lostInAll() == 0) {
        log(contender);
      }
      long fullBytes = usedBytes();
      long bufferBytes = LogShippers.statistics().get(0).bufferBytes();
      long dropped = LogShippers.statistics().get(0).lostInAll();
      print(
          args[0],
          TroubleSuite.HEAP_RATIO,
          "×",
          1.0 * (fullBytes - idleBytes) / bufferBytes,
          dropped);
      print(args[0], "heap above idle", "MiB", (fullBytes - idleBytes) / 0x1p20, dropped);
    }
    System.exit(0);
  }

  private static void print(String name, String metric, String unit, double value, long dropped) {
    Result.of(TroubleSuite.WHAT, TroubleSuite.SATURATED, name, metric, unit, value)
        .withLosses(dropped, 0)
        .print(System.out);
  }

  private static void log(Contender contender) {
    for (int i = 0; i < EVENTS; i++) {
      contender.plain(i);
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
