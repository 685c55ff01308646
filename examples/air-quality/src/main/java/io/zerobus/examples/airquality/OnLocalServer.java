// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.airquality;

import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one of the examples, unchanged, against a local server, and shows what the table holds. */
public final class OnLocalServer {
  private static final String TABLE = "main.default.air_quality";
  private static final Map<String, Class<?>> EXAMPLES =
      Map.of(
          "json-blocking", JsonBlockingExample.class,
          "json-async", JsonAsyncExample.class,
          "proto-blocking", ProtoBlockingExample.class,
          "proto-async", ProtoAsyncExample.class);

  private OnLocalServer() {}

  /** Takes the name of an example. Exit code 0 when its 100 records stand in the table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Class<?> example = args.length == 1 ? EXAMPLES.get(args[0]) : null;
    if (example == null) {
      System.err.println("Usage: run json-blocking|json-async|proto-blocking|proto-async");
      System.exit(2);
    }
    int exitCode;
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .ddl("CREATE TABLE " + TABLE + " (device_name STRING, temp INT, humidity BIGINT);")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      System.out.println("Local server at " + server.serverEndpoint());
      exitCode = run(example, server);
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();
      List<String> rows =
          server.rows(
              "SELECT count(*) AS records, count(DISTINCT device_name) AS devices,"
                  + " min(temp) AS coldest, max(temp) AS warmest FROM "
                  + TABLE);
      System.out.println("In the Delta table: " + rows.get(0));
      if (!rows.get(0).startsWith("{\"records\":100,")) {
        exitCode = 1;
      }
    }
    System.exit(exitCode);
  }

  private static int run(Class<?> example, ZerobusLocal server)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            example.getName());
    builder
        .environment()
        .putAll(
            Map.of(
                "ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint(),
                "DATABRICKS_HOST", server.workspaceUrl(),
                "DATABRICKS_CLIENT_ID", server.clientId(),
                "DATABRICKS_CLIENT_SECRET", server.clientSecret(),
                "ZEROBUS_TABLE_NAME", TABLE));
    Process process = builder.inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      System.err.println(example.getSimpleName() + " did not end within 60 s");
      return 1;
    }
    return process.exitValue();
  }
}
