// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.trouble;

import io.zerobus.benchmarks.appender.Valve;
import io.zerobus.benchmarks.server.ServerProcess;
import java.io.IOException;

/** Lets the end of a contender's way stall: the server of ours, the valve of a peer. */
final class Stall {

  private final ServerProcess server;
  private final Valve valve;

  Stall(ServerProcess server, Valve valve) {
    this.server = server;
    this.valve = valve;
  }

  void begin() throws IOException {
    server.shut();
    valve.shut();
  }

  void end() throws IOException {
    valve.open();
    server.open();
  }
}
