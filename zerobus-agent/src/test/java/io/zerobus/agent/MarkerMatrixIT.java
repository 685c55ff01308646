// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.Log4jMarkers;
import com.example.app.LogbackMarkers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One program for each framework logs markers on all the ways that an event can take; each must be
 * in the table as often as an appender at the root and at each logger apart would have got it. With
 * the oldest and the newest of each framework, and with those between in the profile soak.
 */
class MarkerMatrixIT {

  private static final List<String> FRAMEWORKS =
      List.of(System.getProperty("agent.frameworks").split(","));

  private static final Map<String, Integer> OF_LOGBACK =
      shippedOnce(
          "T01", "T02", "T03", "T03b", "T05", "T07", "T09", "T10", "T13", "T15", "T19", "T20");

  private static final List<String> PRINTED_BY_LOGBACK =
      List.of("T01", "T02", "T19", "T20", "T09", "T13", "T15");

  private static final Map<String, Integer> OF_LOG4J =
      shippedOnce(
          "T01", "T02", "T03", "T03b", "T05", "T07", "T07b", "T07c", "T09", "T10", "T13", "T16",
          "T19", "T19b", "T20");

  private static final List<String> PRINTED_BY_LOG4J =
      List.of("T01", "T02", "T19", "T19b", "T20", "T07c", "T09", "T10", "T13");

  @TempDir static Path folder;

  /** What each run has printed. */
  private static final Map<Run, List<String>> PRINTED = new LinkedHashMap<>();

  private static final Map<Run, String> ERRORS = new LinkedHashMap<>();

  /** How often each marker of a run stands in the table, by the run's name. */
  private static final Map<String, Map<String, Integer>> SHIPPED = new TreeMap<>();

  /** All at once: a server and a query take longer than a program. */
  @BeforeAll
  static void runAll() throws Exception {
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table("main.default.markers")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      for (Run run : runs().toList()) {
        run(run, server);
      }
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();
      ObjectMapper json = new ObjectMapper();
      for (String row :
          server.rows(
              "SELECT service, message, count(*) AS n FROM main.default.markers GROUP BY ALL")) {
        JsonNode columns = json.readTree(row);
        SHIPPED
            .computeIfAbsent(columns.get("service").textValue(), name -> new TreeMap<>())
            .put(columns.get("message").textValue(), columns.get("n").intValue());
      }
    }
  }

  private static void run(Run run, ZerobusLocal server) throws Exception {
    AgentProgram program =
        AgentProgram.in(folder)
            .shipsTo(server, "markers")
            .environment("ZEROBUS_SERVICE_NAME", run.toString())
            .environment("ZEROBUS_CAPTURE", run.capture)
            .framework(run.framework, run.configuration());
    if (run.isAllAsync) {
      program.option(
          "-Dlog4j2.contextSelector="
              + "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
    }
    try (ForkedProgram forked = program.start(run.main())) {
      assertThat(forked.awaitExit(60)).as("%s: %s", run, forked.standardError()).isEqualTo(3);
      PRINTED.put(run, forked.consoleLines());
      ERRORS.put(run, forked.standardError());
    }
  }

  static Stream<Run> runs() {
    return Stream.concat(
        FRAMEWORKS.stream().map(framework -> new Run(framework, "reaching", false)),
        Stream.of(
                new Run("logback-1.6", "accepted", false),
                new Run("log4j-2.26", "accepted", false),
                new Run("log4j-2.26", "reaching", true),
                new Run("log4j-2.17", "reaching", true))
            .filter(run -> FRAMEWORKS.contains(run.framework)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void marker_onItsWayThroughTheFramework_isShippedAsOftenAsItShould(Run run) {
    assertThat(SHIPPED.get(run.toString())).isEqualTo(run.expected());
  }

  @ParameterizedTest
  @MethodSource("runs")
  void program_prints_whatItPrintsWithoutTheAgent(Run run) {
    List<String> expected = run.isLogback() ? PRINTED_BY_LOGBACK : PRINTED_BY_LOG4J;
    // An asynchronous logger prints when it comes to it.
    assertThat(PRINTED.get(run)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(ERRORS.get(run).lines())
        .as("standard error")
        // Of a JVM of today about the disruptor that goes with the older ones.
        .filteredOn(line -> run.isNewest() || !line.startsWith("WARNING: "))
        .singleElement()
        .asString()
        .startsWith(
            "[zerobus-agent] ships the events of " + (run.isLogback() ? "Logback " : "Log4j "))
        .endsWith(" to main.default.markers");
  }

  private static Map<String, Integer> shippedOnce(String... markers) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String marker : markers) {
      counts.put(marker, 1);
    }
    return counts;
  }

  /** One start of a program. */
  private record Run(String framework, String capture, boolean isAllAsync) {

    boolean isLogback() {
      return framework.startsWith("logback");
    }

    boolean isNewest() {
      return framework.equals("logback-1.6") || framework.equals("log4j-2.26");
    }

    Class<?> main() {
      return isLogback() ? LogbackMarkers.class : Log4jMarkers.class;
    }

    String configuration() {
      return isLogback() ? "logback-markers.xml" : "log4j2-markers.xml";
    }

    Map<String, Integer> expected() {
      Map<String, Integer> counts = new TreeMap<>(isLogback() ? OF_LOGBACK : OF_LOG4J);
      if (capture.equals("accepted")) {
        counts.put("T04", 1);
        if (isLogback()) {
          counts.put("T09 without appenders", 1);
        }
      }
      return counts;
    }

    @Override
    public String toString() {
      return framework + " " + capture + (isAllAsync ? " asynchronous" : "");
    }
  }
}
