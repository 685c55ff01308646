// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.Audit;
import io.zerobus.testing.ForkedProgram;
import io.zerobus.testing.ServerEnvironment;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same appender and the same program with each line of Logback: the oldest and the newest, and
 * those between in the profile soak.
 */
class LogbackVersionsIT {

  private static final String LOGBACK_XML =
      "<configuration><appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'>"
          + "<bufferSize>8 MiB</bufferSize><callerData>true</callerData>"
          + "<field><name>env</name><value>it</value></field></appender>"
          + "<root level='DEBUG'><appender-ref ref='ZEROBUS'/></root></configuration>";
  private static final String COLUMNS =
      " (timestamp TIMESTAMP, level STRING, logger STRING, thread STRING, message STRING,"
          + " exception_class STRING, exception_message STRING, stack_trace STRING,"
          + " stack_hash STRING, mdc MAP<STRING, STRING>, key_values MAP<STRING, STRING>,"
          + " markers ARRAY<STRING>, trace_id STRING, span_id STRING, caller STRING,"
          + " truncated BOOLEAN, service STRING, host STRING, pid BIGINT, instance_id STRING,"
          + " seq BIGINT, env STRING);";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .ddl(
                versions()
                    .map(version -> "CREATE TABLE " + table(version) + COLUMNS)
                    .collect(Collectors.joining("\n")))
            .commitInterval(Duration.ofMillis(200))
            .start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  static Stream<String> versions() {
    return Stream.of(System.getProperty("logback.lines").split(","));
  }

  private static String table(String version) {
    return "main.default.logback_" + version.replace('.', '_');
  }

  @ParameterizedTest
  @MethodSource("versions")
  void program_withThisLogback_shipsAllPartsOfItsEvents(String version) throws Exception {
    boolean fluent = !version.equals("1.2");
    Path jars = Path.of(System.getProperty("basedir", "."), "target", "logback", version);
    List<String> arguments =
        List.of(
            ForkedApplication.configuration(folder, LOGBACK_XML),
            "-cp",
            ForkedProgram.jars(jars)
                + File.pathSeparator
                + ForkedProgram.ownEntriesBut("(logback|slf4j)-.*\\.jar"),
            VersionsApplication.class.getName(),
            String.valueOf(fluent));
    try (ForkedProgram application =
        ForkedProgram.start(folder, ServerEnvironment.of(server, table(version)), arguments)) {
      assertThat(application.awaitExit(30)).isZero();
      assertThat(application.standardError()).isEmpty();
      // Logback prints its status when there is something wrong in it.
      assertThat(application.consoleLines()).isEmpty();
    }
    int events = fluent ? 5 : 4;
    assertThat(Audit.of(server, table(version), events).get("rows").intValue()).isEqualTo(events);
    List<String> rows =
        server.rows(
            "SELECT level, logger, message, thread, env, mdc['user'] AS who, markers,"
                + " exception_class, exception_message, strpos(stack_trace, 'Caused by:"
                + " java.io.IOException: inner') > 0 AS caused, key_values['order'] AS ordered,"
                + " key_values['article'] AS article, caller FROM "
                + table(version)
                + " ORDER BY seq");
    assertThat(row(rows, 0).get("message").textValue()).contains(coreJar(jars));
    assertRow(row(rows, 1), "INFO", "1 of two and null", Map.of("who", "u1"));
    assertRow(row(rows, 2), "WARN", "marked", Map.of("markers", List.of("AUDIT")));
    assertRow(
        row(rows, 3),
        "ERROR",
        "failed",
        Map.of(
            "exception_class", "java.lang.IllegalStateException",
            "exception_message", "outer",
            "caused", true));
    if (fluent) {
      assertRow(
          row(rows, 4),
          "DEBUG",
          "fluent event",
          Map.of("markers", List.of("A", "B"), "ordered", "5", "article", "lamp"));
    }
  }

  private static JsonNode row(List<String> rows, int number) throws Exception {
    return JSON.readTree(rows.get(number));
  }

  /** Holds the row to these values; what is not named is NULL. */
  private static void assertRow(
      JsonNode row, String level, String message, Map<String, Object> parts) {
    assertThat(row.get("level").textValue()).isEqualTo(level);
    assertThat(row.get("message").textValue()).isEqualTo(message);
    assertThat(row.get("logger").textValue()).isEqualTo("com.example.Versions");
    assertThat(row.get("thread").textValue()).isEqualTo("main");
    assertThat(row.get("env").textValue()).isEqualTo("it");
    assertThat(row.get("caller").textValue()).contains("VersionsApplication.java:");
    for (String name :
        List.of(
            "who",
            "markers",
            "exception_class",
            "exception_message",
            "caused",
            "ordered",
            "article")) {
      JsonNode expected = JSON.valueToTree(parts.get(name));
      assertThat(row.path(name).isMissingNode() ? JSON.nullNode() : row.get(name))
          .as(name)
          .isEqualTo(expected);
    }
  }

  private static String coreJar(Path jars) throws Exception {
    try (Stream<Path> found = Files.list(jars)) {
      return found
          .map(jar -> jar.getFileName().toString())
          .filter(jar -> jar.startsWith("logback-classic-"))
          .findFirst()
          .orElseThrow();
    }
  }
}
