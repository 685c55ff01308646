// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The local Zerobus server of the demo. */
final class LocalServer {
  static final String NAME = "local-server";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_GRACE = Duration.ofSeconds(30);

  private final Service<ReadyLine> service;
  private final ReadyLine ready;

  private LocalServer(Service<ReadyLine> service, ReadyLine ready) {
    this.service = service;
    this.ready = ready;
  }

  static LocalServer start(
      ChildProcesses children, DemoOptions options, WorkFolder work, String table)
      throws DemoFailure, InterruptedException {
    Service<ReadyLine> service =
        Service.start(
            children,
            work,
            NAME,
            List.of(),
            List.of(
                options.serverJar().toString(),
                "--data-dir",
                work.data().toString(),
                "--table",
                table),
            Map.of(),
            ReadyLine::parse);
    return new LocalServer(service, service.awaitReady(START_TIMEOUT));
  }

  ReadyLine ready() {
    return ready;
  }

  /** SIGTERM: the server commits what it has; returns its exit code. */
  int stop() throws DemoFailure, InterruptedException {
    return service.stop(STOP_GRACE);
  }

  /** What an exit code other than 0 means; empty for 0. */
  String explain(int exitCode) {
    if (exitCode == 0) {
      return "";
    }
    return "%nThe local server ended with exit code %d instead of 0.".formatted(exitCode)
        + service.lastOutput(line -> true);
  }
}
