// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.Log4jKinds;
import com.example.app.LogbackKinds;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application gets the same rows from the agent as from the appender in its configuration. */
class SameRowsIT {

  @TempDir static Path folder;

  private static ZerobusLocal server;

  /** Four programs, then one stop of the server, which makes it commit. */
  private static List<String> withBothOnLogback = List.of();

  private static List<String> withBothOnLog4j = List.of();

  @BeforeAll
  static void runAll() throws Exception {
    server =
        ZerobusLocal.builder()
            .table("main.default.logback_agent")
            .table("main.default.logback_appender")
            .table("main.default.log4j_agent")
            .table("main.default.log4j_appender")
            .table("main.default.logback_both")
            .table("main.default.log4j_both")
            .table("main.default.logback_some")
            .table("main.default.log4j_some")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start();
    run(withAgent("logback-1.6", "logback-kinds.xml", "logback_agent"), LogbackKinds.class);
    run(
        withAppender("logback-1.6", "logback-kinds-appender.xml", "logback_appender"),
        LogbackKinds.class);
    run(withAgent("log4j-2.26", "log4j2-kinds.xml", "log4j_agent"), Log4jKinds.class);
    run(
        withAppender("log4j-2.26", "log4j2-kinds-appender.xml", "log4j_appender"),
        Log4jKinds.class);
    withBothOnLogback =
        run(
            withBoth("logback-1.6", "logback-kinds-appender.xml", "logback_both"),
            LogbackKinds.class);
    withBothOnLog4j =
        run(withBoth("log4j-2.26", "log4j2-kinds-appender.xml", "log4j_both"), Log4jKinds.class);
    run(
        withSome(withAgent("logback-1.6", "logback-kinds.xml", "logback_some")),
        LogbackKinds.class);
    run(withSome(withAgent("log4j-2.26", "log4j2-kinds.xml", "log4j_some")), Log4jKinds.class);
    server.stop();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void events_ofLogback_becomeTheSameRows() {
    List<String> rows = rows("logback_agent");

    assertThat(rows).hasSize(9).isEqualTo(rows("logback_appender"));
    assertThat(rows.get(6)).contains("\"key_values\":{\"order\":\"5\",\"article\":\"lamp\"}");
  }

  @Test
  void events_ofLog4j_becomeTheSameRows() {
    List<String> rows = rows("log4j_agent");

    assertThat(rows).hasSize(10).isEqualTo(rows("log4j_appender"));
    assertThat(rows.get(6)).contains("\"key_values\":{\"article\":\"lamp\",\"order\":\"5\"}");
  }

  /** Each event once, shipped by the appender, and the agent says once that it leaves them. */
  @Test
  void events_ofAnApplicationWithAnAppenderOfItsOwn_areLeftToIt() {
    assertThat(rows("logback_both")).isEqualTo(rows("logback_appender"));
    assertThat(instances("logback_both")).isEqualTo(1);
    assertThat(withBothOnLogback)
        .singleElement()
        .asString()
        .startsWith("[zerobus-agent] leaves the events of Logback 1.6")
        .endsWith("to the Zerobus appender in the application's own configuration");

    assertThat(rows("log4j_both")).isEqualTo(rows("log4j_appender"));
    assertThat(instances("log4j_both")).isEqualTo(1);
    assertThat(withBothOnLog4j)
        .singleElement()
        .asString()
        .startsWith("[zerobus-agent] leaves the events of Log4j 2.26");
  }

  private static int instances(String table) {
    return server.rows("SELECT DISTINCT instance_id FROM main.default." + table).size();
  }

  /** {@code level}, {@code loggerExclude} and {@code mdcExclude} take out what they say, only. */
  @ParameterizedTest
  @ValueSource(strings = {"logback", "log4j"})
  void settingsOfTheAgent_takeOutWhatTheySay(String framework) {
    String some = "main.default." + framework + "_some";
    String all = "main.default." + framework + "_agent";

    assertThat(
            server.rows(
                "SELECT DISTINCT level FROM " + some + " WHERE level IN ('TRACE', 'DEBUG')"))
        .isEmpty();
    assertThat(server.rows("SELECT logger FROM " + some + " WHERE logger = 'com.example.apart'"))
        .isEmpty();
    assertThat(server.rows("SELECT mdc FROM " + some + " WHERE mdc['user'] IS NOT NULL")).isEmpty();
    assertThat(server.rows("SELECT mdc FROM " + all + " WHERE mdc['user'] IS NOT NULL"))
        .isNotEmpty();
    assertThat(server.rows("SELECT message FROM " + some + " ORDER BY seq"))
        .isEqualTo(
            server.rows(
                "SELECT message FROM "
                    + all
                    + " WHERE level NOT IN ('TRACE', 'DEBUG') AND logger <> 'com.example.apart'"
                    + " ORDER BY seq"));
  }

  private static List<String> rows(String table) {
    return server.rows(
        "SELECT * EXCLUDE (instance_id, pid, seq, timestamp) FROM main.default."
            + table
            + " ORDER BY seq");
  }

  private static AgentProgram withAgent(String framework, String configuration, String table)
      throws Exception {
    return program(table).framework(framework, configuration);
  }

  private static AgentProgram withAppender(String framework, String configuration, String table)
      throws Exception {
    return program(table)
        .withoutAgent()
        .framework(framework, configuration)
        .onClassPath(appenderAndItsLibraries());
  }

  private static AgentProgram withBoth(String framework, String configuration, String table)
      throws Exception {
    return program(table)
        .framework(framework, configuration)
        .onClassPath(appenderAndItsLibraries());
  }

  private static AgentProgram withSome(AgentProgram program) {
    return program
        .environment("ZEROBUS_LEVEL", "info")
        .environment("ZEROBUS_LOGGER_INCLUDE", "com.example.*")
        .environment("ZEROBUS_LOGGER_EXCLUDE", "com.example.apart")
        .environment("ZEROBUS_MDC_EXCLUDE", "us*");
  }

  private static AgentProgram program(String table) throws Exception {
    return AgentProgram.in(folder)
        .shipsTo(server, table)
        .environment("ZEROBUS_CALLER_DATA", "true");
  }

  /** What the tests have, but no framework: that is the one of the program. */
  private static String appenderAndItsLibraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.matches(".*[/\\\\](logback-|slf4j-|log4j-|disruptor-)[^/\\\\]*"))
        .filter(entry -> !Path.of(entry).startsWith(AgentProgram.JAR.getParent()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns what it printed on standard error. */
  private static List<String> run(AgentProgram program, Class<?> main) throws Exception {
    try (ForkedProgram forked = program.start(main)) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isZero();
      return forked.standardError().lines().collect(Collectors.toList());
    }
  }
}
