// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.app.ShortLog4jProgram;
import com.example.app.ShortProgram;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program that ends within a second of its first event loses none, however it ends. */
class ExitIT {

  private static final int LINES = 500;
  private static final int SIGTERM_EXIT = 128 + 15;

  @TempDir static Path folder;

  /** Rows of the table, and of those the ones of the hook, by the name of the run. */
  private static final TreeMap<String, String> SHIPPED = new TreeMap<>();

  private static final TreeMap<String, Integer> EXIT_CODES = new TreeMap<>();

  @BeforeAll
  static void runAll() throws Exception {
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table("main.default.ends")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      for (End end : ends().toList()) {
        EXIT_CODES.put(end.toString(), run(server, end));
      }
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();
      for (String row :
          server.rows(
              "SELECT service || ': ' || count(*) || ' rows, ' || count(DISTINCT message)"
                  + " || ' different, ' || count(*) FILTER (message = 'in the shutdown hook')"
                  + " || ' of the hook' AS line FROM main.default.ends GROUP BY service")) {
        String line = row.substring(row.indexOf(":\"") + 2, row.lastIndexOf('"'));
        SHIPPED.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
      }
    }
  }

  private static int run(ZerobusLocal server, End end) throws Exception {
    AgentProgram program =
        AgentProgram.in(folder)
            .javaHome(end.javaHome)
            .shipsTo(server, "ends")
            .environment("ZEROBUS_SERVICE_NAME", end.toString());
    if (end.takesSteps()) {
      program.option("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }
    try (ForkedProgram forked = start(program, end)) {
      if (end.how.equals("wait")) {
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(10))
            .until(() -> forked.consoleLines().size() >= LINES);
        forked.terminate();
      }
      return forked.awaitExit(60);
    }
  }

  private static ForkedProgram start(AgentProgram program, End end) throws IOException {
    return end.isLog4j()
        ? program
            .framework("log4j-2.26", "log4j2-kinds.xml")
            .start(ShortLog4jProgram.class, "" + LINES)
        : program
            .framework("logback-1.6", "logback-console.xml")
            .start(ShortProgram.class, end.how, "" + LINES);
  }

  static Stream<End> ends() {
    Path own = Path.of(System.getProperty("java.home"));
    return Stream.concat(
        Stream.of("return", "return with no step left", "wait", "interrupted exit")
            .map(how -> new End(how, own)),
        AgentProgram.javaHomes()
            .flatMap(home -> Stream.of(new End("exit", home), new End("exit of Log4j", home))));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void program_thatEnds_losesNothingAndKeepsItsExitCode(End end) {
    int ofHook = end.hasHook() ? 1 : 0;
    int rows = LINES + ofHook;
    assertThat(SHIPPED.get(end.toString()))
        .isEqualTo(rows + " rows, " + rows + " different, " + ofHook + " of the hook");
    assertThat(EXIT_CODES.get(end.toString())).isEqualTo(end.exitCode());
  }

  /** Connections are accepted, and nothing is ever answered. */
  @Test
  void program_whoseEndpointAnswersNothing_endsWithinTheShutdownTimeout() throws Exception {
    try (ServerSocket blackHole = new ServerSocket(0)) {
      AgentProgram program =
          AgentProgram.in(folder)
              .shipsTo("http://127.0.0.1:" + blackHole.getLocalPort())
              .environment("ZEROBUS_SHUTDOWN_TIMEOUT", "1 s")
              .framework("logback-1.6", "logback-console.xml");
      try (ForkedProgram forked = program.start(ShortProgram.class, "exit", "10")) {
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(10))
            .until(() -> forked.consoleLines().contains("INFO in the shutdown hook"));
        // 1 s, and as much again as a busy machine may add to it; a connection would wait longer.
        assertThat(forked.awaitExit(5)).isEqualTo(3);
        assertThat(forked.consoleLines()).hasSize(11);
        assertThat(forked.standardError().lines())
            .last()
            .isEqualTo("[zerobus-agent] Events not delivered when the JVM exits: 11");
      }
    }
  }

  /** The service has acknowledged before; then it neither answers nor ends. */
  @Test
  void program_whoseServiceStalls_endsAfterTheShutdownTimeoutAndSaysWhatIsMissing()
      throws Exception {
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table("main.default.stalls")
            .commitInterval(Duration.ofMillis(200))
            .start()) {
      AgentProgram program =
          AgentProgram.in(folder)
              .shipsTo(server, "stalls")
              .environment("ZEROBUS_SHUTDOWN_TIMEOUT", "1 s")
              .framework("logback-1.6", "logback-console.xml");
      try (ForkedProgram forked = program.start(ShortProgram.class, "wait", "10")) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> server.rows("SELECT seq FROM main.default.stalls").size() == 10);
        signal("STOP", server);
        long startNanos = System.nanoTime();
        forked.terminate();
        try {
          // 1 s, and what a busy machine adds to it; a lost acknowledgment is waited for a minute.
          assertThat(forked.awaitExit(10)).isEqualTo(SIGTERM_EXIT);
          assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
              .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        } finally {
          signal("CONT", server);
        }
        assertThat(forked.standardError().lines())
            .last()
            .isEqualTo("[zerobus-agent] Events not delivered when the JVM exits: 1");
      }
    }
  }

  private static void signal(String name, ZerobusLocal server) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + server.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** How a program ends, and on which Java. */
  private record End(String how, Path javaHome) {

    boolean isLog4j() {
      return how.endsWith("Log4j");
    }

    boolean hasHook() {
      return !isLog4j() && !takesSteps() && !how.startsWith("interrupted");
    }

    /** Whether the agent has to deliver by a hook, as the JDK has no later moment left. */
    boolean takesSteps() {
      return how.endsWith("no step left");
    }

    int exitCode() {
      switch (how) {
        case "exit":
        case "interrupted exit":
        case "exit of Log4j":
          return 3;
        case "wait":
          return SIGTERM_EXIT;
        default:
          return 0;
      }
    }

    @Override
    public String toString() {
      return how + " on " + javaHome.getFileName();
    }
  }
}
