// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar of Spring Boot, which knows nothing of Zerobus, under the agent. */
class SpringBootJarIT {
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

  @Test
  void application_shipsEachLineOfItsConsole_thoseAtItsEndToo() throws Exception {
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table(TABLE)
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      start(server);
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                assertThat(application.isAlive()).as("%s", consoleLines()).isTrue();
                return consoleLines().stream().anyMatch(line -> line.contains("Started Orders"));
              });
      application.destroy();
      assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(application.exitValue()).isEqualTo(SIGTERM_EXIT);
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();

      List<String> messages =
          server.rows("SELECT message FROM " + TABLE + " WHERE service = 'orders' ORDER BY seq");

      assertThat(messages).hasSameSizeAs(consoleLines());
      assertThat(messages).first().asString().contains("Starting OrdersApplication");
      // Of a method with @PreDestroy.
      assertThat(messages).last().asString().contains("Closed with 0 orders in store");
      assertThat(consoleLines()).last().asString().contains("Closed with 0 orders in store");
    }
    assertThat(Files.readAllLines(folder.resolve("err.txt")))
        .singleElement()
        .asString()
        .startsWith("[zerobus-agent] ships the events of Logback ");
  }

  private void start(ZerobusLocal server) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + System.getProperty("agent.jar"),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("application.jar"),
                "--server.port=0")
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    // A JVM that reads options from its environment says so on standard error.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint());
    builder.environment().put("ZEROBUS_WORKSPACE_URL", server.workspaceUrl());
    builder.environment().put("DATABRICKS_CLIENT_ID", server.clientId());
    builder.environment().put("DATABRICKS_CLIENT_SECRET", server.clientSecret());
    builder.environment().put("ZEROBUS_TABLE_NAME", TABLE);
    builder.environment().put("ZEROBUS_SERVICE_NAME", "orders");
    // A busy machine takes its time to connect.
    builder.environment().put("ZEROBUS_SHUTDOWN_TIMEOUT", "20 s");
    application = builder.start();
  }

  private List<String> consoleLines() throws IOException {
    return Files.readAllLines(folder.resolve("out.txt"), StandardCharsets.UTF_8);
  }
}
