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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The program of a trial: how long stopping the framework takes. */
final class StopRun {

  private static final int SOME = 2_000;

  private StopRun() {}

  /** Arguments: contender, one of ours; a {@link StopCase}. */
  public static void main(String[] args) throws Exception {
    StopCase stopCase = StopCase.valueOf(args[1]);
    try (ServerProcess server = ServerProcess.start()) {
      Endpoints endpoints = stopCase == StopCase.NEVER_CONNECTED ? nobody() : Endpoints.of(server);
      Contender contender = Contenders.start(args[0], endpoints, new Valve());
      contender.enterContext();
      log(contender);
      if (stopCase != StopCase.NEVER_CONNECTED) {
        long unused = contender.settle(SOME);
      }
      if (stopCase == StopCase.BACKLOG || stopCase == StopCase.STALLED) {
        server.shut();
        fill(contender);
      }
      if (stopCase == StopCase.BACKLOG) {
        server.open();
      }
      stop(args[0], stopCase, contender);
    }
    System.exit(0);
  }

  private static void stop(String name, StopCase stopCase, Contender contender) {
    LogStatistics before = LogShippers.statistics().get(0);
    long startNanos = System.nanoTime();
    contender.close();
    long nanos = System.nanoTime() - startNanos;
    // Of the events that were still to be delivered.
    long delivered =
        LogShippers.statistics().stream().mapToLong(LogStatistics::acknowledged).sum()
            - before.acknowledged();
    Result.of(TroubleSuite.WHAT, stopCase.caseName(), name, "time", "ms", nanos / 1e6)
        .withLosses(before.pending() - delivered, 0)
        .print(System.out);
  }

  private static void log(Contender contender) {
    for (int i = 0; i < SOME; i++) {
      contender.plain(i);
    }
  }

  /** Up to 90 % of the buffer. */
  private static void fill(Contender contender) {
    LogStatistics now;
    do {
      log(contender);
      now = LogShippers.statistics().get(0);
    } while (now.pendingBytes() < now.bufferBytes() * 9 / 10);
  }

  /** A port at which nobody listens. */
  private static Endpoints nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + socket.getLocalPort();
      return new Endpoints(url, url, 0);
    }
  }
}
