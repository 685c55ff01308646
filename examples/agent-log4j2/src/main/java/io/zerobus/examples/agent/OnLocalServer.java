// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.agent;

import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the ferry under the agent against a local server, and shows what the table holds. Takes the
 * agent's jar and the ferry's.
 */
public final class OnLocalServer {
  private static final String TABLE = "main.default.app_logs";
  private static final int EVENTS = 6;

  private OnLocalServer() {}

  /** Exit code 0 when all events stand in the table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int exitCode;
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table(TABLE)
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      exitCode = runFerry(server, args[0], args[1]);
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();
      List<String> rows =
          server.rows(
              "SELECT level, message, exception_class, mdc FROM " + TABLE + " ORDER BY seq");
      System.out.println("In the Delta table: " + rows.size() + " events");
      rows.forEach(System.out::println);
      if (rows.size() != EVENTS) {
        exitCode = 1;
      }
    }
    System.exit(exitCode);
  }

  private static int runFerry(ZerobusLocal server, String agentJar, String ferryJar)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-javaagent:" + agentJar,
            "-cp",
            ferryJar,
            "io.zerobus.examples.agent.Ferry");
    builder
        .environment()
        .putAll(
            Map.of(
                "ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint(),
                "ZEROBUS_WORKSPACE_URL", server.workspaceUrl(),
                "ZEROBUS_TABLE_NAME", TABLE,
                "ZEROBUS_SERVICE_NAME", "ferry",
                // A busy machine takes its time to connect.
                "ZEROBUS_SHUTDOWN_TIMEOUT", "20 s",
                "DATABRICKS_CLIENT_ID", server.clientId(),
                "DATABRICKS_CLIENT_SECRET", server.clientSecret()));
    Process process = builder.inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      System.err.println("The ferry did not end within 60 s");
      return 1;
    }
    return process.exitValue();
  }
}
