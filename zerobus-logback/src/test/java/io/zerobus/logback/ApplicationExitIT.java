// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.Audit;
import io.zerobus.testing.ForkedProgram;
import io.zerobus.testing.ServerEnvironment;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application without Spring that ends within a second of its first event loses none. */
class ApplicationExitIT {

  private static final int EVENTS = 500;
  private static final int SIGTERM_EXIT = 128 + 15;

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .table("main.default.by_return")
            .table("main.default.by_exit")
            .table("main.default.by_signal")
            .commitInterval(Duration.ofMillis(200))
            .start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  // Complaint 1.
  @Test
  void application_thatReturnsFromMain_losesNothing() throws Exception {
    try (ForkedProgram application = start("by_return", "return")) {
      assertThat(application.awaitExit(30)).isZero();
      assertAllArrived(application, "by_return");
    }
  }

  // Complaint 1.
  @Test
  void application_thatCallsExit_losesNothing() throws Exception {
    try (ForkedProgram application = start("by_exit", "exit")) {
      assertThat(application.awaitExit(30)).isEqualTo(3);
      assertAllArrived(application, "by_exit");
    }
  }

  // Complaint 1.
  @Test
  void application_thatGetsASignal_losesNothing() throws Exception {
    try (ForkedProgram application = start("by_signal", "wait")) {
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(() -> application.consoleLines().size() >= EVENTS);
      application.terminate();
      assertThat(application.awaitExit(30)).isEqualTo(SIGTERM_EXIT);
      assertAllArrived(application, "by_signal");
    }
  }

  // Complaint 2.
  @Test
  void application_whoseEndpointAnswersNothing_endsWithinTheShutdownTimeout() throws Exception {
    try (ServerSocket blackHole = new ServerSocket(0)) {
      Map<String, String> environment = environment("by_return");
      String endpoint = "http://127.0.0.1:" + blackHole.getLocalPort();
      environment.put("ZEROBUS_SERVER_ENDPOINT", endpoint);
      environment.put("ZEROBUS_WORKSPACE_URL", endpoint);
      environment.put("ZEROBUS_SHUTDOWN_TIMEOUT", "1 s");
      try (ForkedProgram application =
          ForkedApplication.start(folder, environment, ShortApplication.class, "return", "10")) {
        assertThat(application.awaitExit(10)).isZero();
        assertThat(application.consoleLines()).hasSize(11);
        assertThat(application.standardError()).isEmpty();
      }
    }
  }

  @Test
  void application_withoutAnySetting_runsAsWithoutTheAppender() throws Exception {
    try (ForkedProgram application =
        ForkedApplication.start(folder, Map.of(), ShortApplication.class, "return", "10")) {
      assertThat(application.awaitExit(10)).isZero();
      assertThat(application.standardError()).isEmpty();
      // Logback prints its status when there is a WARN in it, before the application's first line.
      List<String> lines = application.consoleLines();
      assertThat(lines).filteredOn(line -> line.matches("(INFO|ERROR) .*event.*")).hasSize(10);
      assertThat(lines)
          .filteredOn(line -> line.contains("|-WARN"))
          .singleElement()
          .asString()
          .contains("Setting serverEndpoint is missing");
      assertThat(lines).filteredOn(line -> line.contains("|-ERROR")).isEmpty();
    }
  }

  private ForkedProgram start(String table, String end) throws Exception {
    return ForkedApplication.start(
        folder, environment(table), ShortApplication.class, end, String.valueOf(EVENTS));
  }

  private static Map<String, String> environment(String table) {
    return ServerEnvironment.of(server, "main.default." + table);
  }

  private static void assertAllArrived(ForkedProgram application, String table) throws Exception {
    assertThat(application.standardError()).isEmpty();
    List<String> lines = application.consoleLines();
    assertThat(lines).hasSize(EVENTS + 1).contains("INFO in the shutdown hook");
    JsonNode audit = Audit.of(server, "main.default." + table, lines.size());
    assertThat(audit.get("rows").longValue()).isEqualTo(lines.size());
    assertThat(audit.get("numbers").longValue()).isEqualTo(lines.size());
    assertThat(audit.get("greatest").longValue()).isEqualTo(lines.size() - 1);
    assertThat(audit.get("instances").longValue()).isEqualTo(1);
  }
}
