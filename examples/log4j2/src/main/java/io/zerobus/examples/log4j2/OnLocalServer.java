// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.log4j2;

import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the example, unchanged, against a local server, and shows what the table holds. */
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
      exitCode = runShop(server);
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();
      List<String> rows =
          server.rows(
              "SELECT level, message, exception_class, mdc, key_values, markers FROM "
                  + TABLE
                  + " ORDER BY seq");
      System.out.println("In the Delta table: " + rows.size() + " events");
      rows.forEach(System.out::println);
      if (rows.size() != EVENTS) {
        exitCode = 1;
      }
    }
    System.exit(exitCode);
  }

  private static int runShop(ZerobusLocal server) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Shop.class.getName());
    builder
        .environment()
        .putAll(
            Map.of(
                "ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint(),
                "ZEROBUS_WORKSPACE_URL", server.workspaceUrl(),
                "ZEROBUS_TABLE_NAME", TABLE,
                // A busy machine takes its time to connect.
                "ZEROBUS_SHUTDOWN_TIMEOUT", "20 s",
                "DATABRICKS_CLIENT_ID", server.clientId(),
                "DATABRICKS_CLIENT_SECRET", server.clientSecret()));
    Process process = builder.inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      System.err.println("The example did not end within 60 s");
      return 1;
    }
    return process.exitValue();
  }
}
