// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.app.SpanProgram;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In one JVM with the agent of OpenTelemetry, as it is released: before it and after it. */
class OpenTelemetryIT {

  @TempDir static Path folder;

  private static ZerobusLocal server;

  @BeforeAll
  static void startServer() throws Exception {
    server =
        ZerobusLocal.builder()
            .table("main.default.spans")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1")
            .start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"before, logback-1.6, logback-console.xml", "after, log4j-2.26, log4j2-kinds.xml"})
  void programWithASpan_isShippedOnceWithItsTraceId(
      String place, String framework, String configuration) throws Exception {
    String service = place + " " + framework;
    AgentProgram program =
        AgentProgram.in(folder)
            .shipsTo(server, "spans")
            .environment("ZEROBUS_SERVICE_NAME", service)
            .environment("OTEL_TRACES_EXPORTER", "console")
            .environment("OTEL_METRICS_EXPORTER", "none")
            .environment("OTEL_LOGS_EXPORTER", "none")
            .framework(framework, configuration)
            .onClassPath(ForkedProgram.ownEntries("opentelemetry-.*"));
    String other = "-javaagent:" + jar();
    program = place.equals("before") ? program.option(other) : program.optionFirst(other);

    try (ForkedProgram forked = program.start(SpanProgram.class, framework.split("-")[0])) {
      // An end at once would also have to wait for a JVM in which each class is woven.
      await()
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> rows(service).size() >= 3);
      forked.terminate();
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isNotZero();

      assertThat(rows(service))
          .containsExactly(
              "{\"line\":\"before\"}", "{\"line\":\"in its span\"}", "{\"line\":\"after\"}");
      List<String> errors = forked.standardError().lines().collect(Collectors.toList());
      assertThat(errors)
          .filteredOn(line -> !line.startsWith("[otel.javaagent "))
          // The JVM says this of what the other agent puts on the boot class path.
          .filteredOn(line -> !line.contains("Sharing is only supported for boot loader classes"))
          .singleElement()
          .asString()
          .startsWith("[zerobus-agent] ships the events of ");
      assertThat(errors).noneMatch(line -> line.matches("\\[otel.* (WARN|ERROR) .*"));
      // What the agent itself does on its way to the table is not traced.
      assertThat(errors)
          .filteredOn(line -> line.contains("LoggingSpanExporter"))
          .singleElement()
          .asString()
          .contains("'of the program'");
    }
  }

  private static Path jar() {
    return Path.of(
            System.getProperty("basedir", "."), "target", "otel", "opentelemetry-javaagent.jar")
        .toAbsolutePath();
  }

  private static List<String> rows(String service) {
    return server.rows(
        "SELECT CASE WHEN message = 'in span ' || trace_id || ' ' || span_id THEN 'in its span'"
            + " WHEN trace_id IS NULL AND span_id IS NULL THEN message ELSE 'wrong' END AS line"
            + " FROM main.default.spans WHERE service = '"
            + service
            + "' ORDER BY seq");
  }
}
