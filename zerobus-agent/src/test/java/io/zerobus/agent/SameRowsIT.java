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

/** An application gets the same rows from the agent as from the appender in its configuration. */
class SameRowsIT {

  @TempDir static Path folder;

  private static ZerobusLocal server;

  /** Four programs, then one stop of the server, which makes it commit. */
  @BeforeAll
  static void runAll() throws Exception {
    server =
        ZerobusLocal.builder()
            .table("main.default.logback_agent")
            .table("main.default.logback_appender")
            .table("main.default.log4j_agent")
            .table("main.default.log4j_appender")
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

  private static void run(AgentProgram program, Class<?> main) throws Exception {
    try (ForkedProgram forked = program.start(main)) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isZero();
    }
  }
}
