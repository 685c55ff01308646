// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that ends within a second of its first event loses none. */
class ApplicationExitIT {

  private static final int EVENTS = 500;
  private static final int SIGTERM_EXIT = 128 + 15;

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    ZerobusLocal.Builder builder = ZerobusLocal.builder().commitInterval(Duration.ofMillis(200));
    for (String hook : List.of("true", "false")) {
      for (String end : List.of("return", "exit", "signal")) {
        builder.table("main.default.by_" + end + "_" + hook);
      }
    }
    server = builder.start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  // Complaint 1.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void application_thatReturnsFromMain_losesNothing(boolean log4jsOwnHook) throws Exception {
    try (ForkedProgram application = start(log4jsOwnHook, "by_return", "return")) {
      assertThat(application.awaitExit(30)).isZero();
      assertAllArrived(application, log4jsOwnHook, "by_return");
    }
  }

  // Complaint 1.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void application_thatCallsExit_losesNothing(boolean log4jsOwnHook) throws Exception {
    try (ForkedProgram application = start(log4jsOwnHook, "by_exit", "exit")) {
      assertThat(application.awaitExit(30)).isEqualTo(3);
      assertAllArrived(application, log4jsOwnHook, "by_exit");
    }
  }

  // Complaint 1.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void application_thatGetsASignal_losesNothing(boolean log4jsOwnHook) throws Exception {
    try (ForkedProgram application = start(log4jsOwnHook, "by_signal", "wait")) {
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofSeconds(20))
          .until(() -> application.consoleLines().size() >= EVENTS);
      application.terminate();
      assertThat(application.awaitExit(30)).isEqualTo(SIGTERM_EXIT);
      assertAllArrived(application, log4jsOwnHook, "by_signal");
    }
  }

  // Complaint 2.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void application_whoseEndpointAnswersNothing_endsWithinTheShutdownTimeout(boolean log4jsOwnHook)
      throws Exception {
    try (ServerSocket blackHole = new ServerSocket(0)) {
      Map<String, String> environment = ServerEnvironment.of(server, "main.default.logs");
      String endpoint = "http://127.0.0.1:" + blackHole.getLocalPort();
      environment.put("ZEROBUS_SERVER_ENDPOINT", endpoint);
      environment.put("ZEROBUS_WORKSPACE_URL", endpoint);
      environment.put("ZEROBUS_SHUTDOWN_TIMEOUT", "1 s");
      try (ForkedProgram application =
          starter(log4jsOwnHook).start(environment, ShortApplication.class, "return", "10")) {
        assertThat(application.awaitExit(15)).isZero();
        assertThat(application.consoleLines()).hasSizeBetween(10, 11);
        assertThat(application.standardError()).isEmpty();
      }
    }
  }

  @Test
  void application_withoutAnySetting_runsAsWithoutTheAppender() throws Exception {
    try (ForkedProgram application =
        starter(true).start(Map.of(), ShortApplication.class, "return", "10")) {
      assertThat(application.awaitExit(15)).isZero();
      assertThat(application.standardError()).isEmpty();
      assertThat(application.consoleLines()).hasSizeBetween(10, 11);
    }
  }

  @Test
  void application_withoutAnySettingButStrict_runsAndPrintsOneError() throws Exception {
    try (ForkedProgram application =
        starter(true)
            .start(Map.of("ZEROBUS_STRICT", "true"), ShortApplication.class, "return", "10")) {
      assertThat(application.awaitExit(15)).isZero();
      // Log4j's status prints errors, on whichever of the two its version chooses.
      List<String> printed = new ArrayList<>(application.consoleLines());
      printed.addAll(application.standardError().lines().toList());
      assertThat(printed)
          .filteredOn(line -> line.contains("Zerobus appender"))
          .singleElement()
          .asString()
          .contains("ERROR")
          .contains("Setting serverEndpoint is missing");
    }
  }

  private ForkedApplication starter(boolean log4jsOwnHook) {
    ForkedApplication starter = ForkedApplication.in(folder);
    return log4jsOwnHook ? starter : starter.withoutLog4jsOwnHook();
  }

  private ForkedProgram start(boolean log4jsOwnHook, String table, String end) throws Exception {
    return starter(log4jsOwnHook)
        .start(
            ServerEnvironment.of(server, "main.default." + table + "_" + log4jsOwnHook),
            ShortApplication.class,
            end,
            String.valueOf(EVENTS));
  }

  /**
   * Log4j's own hook runs beside that of the application: once it has stopped Log4j, what the
   * application logs goes nowhere, neither to the console nor to the table.
   */
  private static void assertAllArrived(
      ForkedProgram application, boolean log4jsOwnHook, String table) throws Exception {
    assertThat(application.standardError()).isEmpty();
    List<String> lines = application.consoleLines();
    if (log4jsOwnHook) {
      assertThat(lines).hasSizeBetween(EVENTS, EVENTS + 1);
    } else {
      assertThat(lines).hasSize(EVENTS + 1).contains("INFO in the shutdown hook");
    }
    JsonNode audit = Audit.of(server, "main.default." + table + "_" + log4jsOwnHook, lines.size());
    assertThat(audit.get("rows").longValue()).isEqualTo(lines.size());
    assertThat(audit.get("numbers").longValue()).isEqualTo(lines.size());
    assertThat(audit.get("greatest").longValue()).isEqualTo(lines.size() - 1);
    assertThat(audit.get("instances").longValue()).isEqualTo(1);
  }
}
