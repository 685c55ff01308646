// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside libraries that the jar holds in newer versions, and which come first. */
class ForeignVersionsIT {

  private static final int EVENTS = 100;
  private static final String CONFIGURATION =
      "<Configuration><Appenders><Zerobus name='ZEROBUS'/></Appenders>"
          + "<Loggers><Root level='info'><AppenderRef ref='ZEROBUS'/></Root></Loggers>"
          + "</Configuration>";

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .table("main.default.foreign")
            .table("main.default.by_log4j")
            .table("main.default.by_logback")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void application_withOlderLibrariesFirst_usesThemAndLosesNothing() throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            ForkedProgram.jars(Path.of(System.getProperty("all.target"), "foreign")),
            System.getProperty("all.jar"),
            ForkedProgram.ownEntries("test-classes|(log4j-api|log4j-core)-.*\\.jar"));
    Path file = Files.writeString(folder.resolve("log4j2.xml"), CONFIGURATION);
    try (ForkedProgram program =
        ForkedProgram.start(
            folder,
            environment("main.default.foreign"),
            List.of(
                "-Dlog4j2.configurationFile=" + file,
                "-cp",
                classPath,
                ForeignApplication.class.getName(),
                String.valueOf(EVENTS)))) {
      assertThat(program.awaitExit(30)).isZero();
      assertThat(program.consoleLines())
          .usingElementComparator((a, b) -> b.startsWith(a) || a.startsWith(b) ? 0 : 1)
          .contains(
              "uses grpc-core-1.50.",
              "uses okhttp-4.9.",
              "uses protobuf-java-3.21.",
              "uses jackson-databind-2.13.",
              "uses okio-2.8.",
              "uses kotlin-stdlib-1.6.");
      // Newer JDKs warn of what the old libraries do; of what is in the jar they have nothing to
      // say.
      assertThat(program.standardError()).doesNotContain("io.zerobus");
    }
    awaitRows("main.default.foreign", EVENTS);
  }

  @Test
  void application_withTheJarOfTheOtherFramework_losesNothing() throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            System.getProperty("all.jar"),
            ForkedProgram.ownEntries(
                "test-classes|zerobus-logback-all-.*\\.jar"
                    + "|(log4j-api|log4j-core|logback-core|logback-classic|slf4j-api)-.*\\.jar"));
    Path log4j = Files.writeString(folder.resolve("log4j2.xml"), CONFIGURATION);
    Path logback =
        Files.writeString(
            folder.resolve("logback.xml"),
            "<configuration>"
                + "<appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'>"
                + "<tableName>main.default.by_logback</tableName></appender>"
                + "<root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>");
    try (ForkedProgram program =
        ForkedProgram.start(
            folder,
            environment("main.default.by_log4j"),
            List.of(
                "-Dlog4j2.configurationFile=" + log4j,
                "-Dlogback.configurationFile=" + logback,
                "-cp",
                classPath,
                BothFrameworks.class.getName()))) {
      assertThat(program.awaitExit(30)).isZero();
      assertThat(program.standardError()).isEmpty();
    }
    awaitRows("main.default.by_log4j", 1);
    awaitRows("main.default.by_logback", 1);
  }

  private static void awaitRows(String table, int expected) {
    String query =
        "SELECT count(*) AS r, count(DISTINCT seq) AS n,"
            + " count(exception_class) AS failures FROM "
            + table;
    await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () ->
                assertThat(server.rows(query))
                    .containsExactly(
                        "{\"r\":" + expected + ",\"n\":" + expected + ",\"failures\":1}"));
  }

  private static Map<String, String> environment(String table) {
    return Map.of(
        "ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint(),
        "ZEROBUS_WORKSPACE_URL", server.workspaceUrl(),
        "ZEROBUS_TABLE_NAME", table,
        // A busy machine takes its time to connect.
        "ZEROBUS_SHUTDOWN_TIMEOUT", "20 s",
        "DATABRICKS_CLIENT_ID", server.clientId(),
        "DATABRICKS_CLIENT_SECRET", server.clientSecret());
  }
}
