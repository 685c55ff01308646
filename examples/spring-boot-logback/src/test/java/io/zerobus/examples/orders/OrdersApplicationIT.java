// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application, with the versions that its Spring Boot manages. */
class OrdersApplicationIT {
  private static final String TABLE = "main.default.app_logs";
  private static final int SIGTERM_EXIT = 128 + 15;

  @TempDir Path folder;

  private Process application;

  @AfterEach
  void endApplication() {
    if (application != null) {
      application.destroyForcibly();
    }
  }

  // Complaint 8.
  @Test
  void application_againstAServer_shipsEachLineOfItsConsoleFromTheFirstOn() throws Exception {
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table(TABLE)
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      start(
          Map.of(
              "ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint(),
              "ZEROBUS_WORKSPACE_URL", server.workspaceUrl(),
              "DATABRICKS_CLIENT_ID", server.clientId(),
              "DATABRICKS_CLIENT_SECRET", server.clientSecret(),
              // A busy machine takes its time to connect.
              "ZEROBUS_SHUTDOWN_TIMEOUT", "20 s"));
      awaitStarted();
      terminate();
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();

      List<String> messages =
          server.rows("SELECT message FROM " + TABLE + " WHERE service = 'orders' ORDER BY seq");

      assertThat(messages).hasSameSizeAs(consoleLines());
      assertThat(messages.get(0)).contains("Starting OrdersApplication");
      assertThat(messages)
          .anyMatch(row -> row.contains("Started OrdersApplication"))
          .last()
          .asString()
          .contains("Closed with 0 orders in store");
    }
    assertThat(standardError()).isEmpty();
  }

  @Test
  void jar_holdsThisSpringBoot() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("application.jar"))) {
      assertThat(
              jar.getEntry(
                  "BOOT-INF/lib/spring-boot-" + System.getProperty("boot.version") + ".jar"))
          .isNotNull();
    }
  }

  // Complaint 7.
  @Test
  void application_whoseEndpointIsAway_startsAndSaysWhatIsLost() throws Exception {
    String nobody = "http://127.0.0.1:" + closedPort();

    start(
        Map.of(
            "ZEROBUS_SERVER_ENDPOINT",
            nobody,
            "ZEROBUS_WORKSPACE_URL",
            nobody,
            "DATABRICKS_CLIENT_ID",
            "id",
            "DATABRICKS_CLIENT_SECRET",
            "secret"));

    awaitStarted();
    terminate();
    // Boot prints Logback's warnings there.
    assertThat(standardError().lines())
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(line -> line.contains("|-WARN in io.zerobus.logback.ZerobusAppender[ZEROBUS] - "))
        .last()
        .asString()
        .contains("Events that are not in the table: " + consoleLines().size());
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("application.jar"),
                "--server.port=0")
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    // A JVM that reads options from its environment says so on standard error.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    builder.environment().put("ZEROBUS_TABLE_NAME", TABLE);
    application = builder.start();
  }

  private void awaitStarted() {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              assertThat(application.isAlive()).as("%s", consoleLines()).isTrue();
              return consoleLines().stream().anyMatch(line -> line.contains("Started Orders"));
            });
  }

  private void terminate() throws InterruptedException {
    application.destroy();
    assertThat(application.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(application.exitValue()).isEqualTo(SIGTERM_EXIT);
  }

  private List<String> consoleLines() throws IOException {
    return Files.readAllLines(folder.resolve("out.txt"), StandardCharsets.UTF_8);
  }

  private String standardError() throws IOException {
    return Files.readString(folder.resolve("err.txt"), StandardCharsets.UTF_8);
  }
}
