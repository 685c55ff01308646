// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.trouble;

import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.appender.Contender;
import io.zerobus.benchmarks.appender.Contenders;
import io.zerobus.benchmarks.appender.Endpoints;
import io.zerobus.benchmarks.appender.Valve;
import io.zerobus.benchmarks.server.ServerProcess;
import io.zerobus.metrics.LogShippers;
import io.zerobus.metrics.LogStatistics;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The program of a trial: how long it takes to deliver a full buffer after an outage. */
final class OutageRun {

  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int SOME = 2_000;

  private OutageRun() {}

  /** Arguments: contender, one of ours; seconds of the outage. */
  public static void main(String[] args) throws Exception {
    long outageNanos = TimeUnit.SECONDS.toNanos(Long.parseLong(args[1]));
    try (ServerProcess server = ServerProcess.start();
        Relay relay = new Relay(URI.create(server.serverEndpoint()).getPort())) {
      Endpoints endpoints =
          new Endpoints("http://127.0.0.1:" + relay.port(), server.workspaceUrl(), 0);
      Contender contender = Contenders.start(args[0], endpoints, new Valve());
      contender.enterContext();
      warmUp(contender);
      relay.cut();
      long endNanos = System.nanoTime() + outageNanos;
      while (now().lostInAll() == 0) {
        log(contender);
      }
      long bytes = now().pendingBytes();
      sleepUntil(endNanos);
      long backNanos = System.nanoTime();
      relay.join();
      // Not from the new connection: the transport makes that by itself, before it is needed.
      awaitPendingBytes(bytes - 1, backNanos + LIMIT_NANOS);
      long firstNanos = System.nanoTime();
      boolean drained = awaitPendingBytes(0, backNanos + LIMIT_NANOS);
      long drainedNanos = System.nanoTime();
      long left = now().pending();
      print(args[0], "from the network's return", "s", (drainedNanos - backNanos) / 1e9, left);
      if (drained) {
        double seconds = (drainedNanos - firstNanos) / 1e9;
        print(args[0], "from the first acknowledgment", "s", seconds, left);
        print(args[0], "rate", "MiB/s", bytes / 0x1p20 / seconds, left);
      }
    }
    System.exit(0);
  }

  /** What was not delivered in time is an error; what had no room during the outage is none. */
  private static void print(String name, String metric, String unit, double value, long left) {
    Result.of(TroubleSuite.WHAT, TroubleSuite.OUTAGE, name, metric, unit, value)
        .withLosses(0, left)
        .print(System.out);
  }

  private static LogStatistics now() {
    return LogShippers.statistics().get(0);
  }

  private static void warmUp(Contender contender) throws Exception {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    long logged = 0;
    while (System.nanoTime() - endNanos < 0) {
      log(contender);
      logged += SOME;
      long unused = contender.settle(logged);
    }
  }

  private static void log(Contender contender) {
    for (int i = 0; i < SOME; i++) {
      contender.plain(i);
    }
  }

  private static void sleepUntil(long endNanos) {
    while (System.nanoTime() - endNanos < 0) {
      LockSupport.parkNanos(endNanos - System.nanoTime());
    }
  }

  /** Waits until no more than so much is not acknowledged; false when the time is over first. */
  private static boolean awaitPendingBytes(long most, long limitNanos) {
    while (now().pendingBytes() > most) {
      if (System.nanoTime() - limitNanos > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }
}
