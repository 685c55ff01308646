// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport logs through the appender that it works for: that neither loops nor locks up. */
class RecursionIT {

  private static final String LOGBACK_XML =
      "<configuration><statusListener class='ch.qos.logback.core.status.OnConsoleStatusListener'/>"
          + "<appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'/>"
          + "<root level='TRACE'><appender-ref ref='ZEROBUS'/></root></configuration>";

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .table("main.default.transport")
            .table("main.default.everything")
            .commitInterval(Duration.ofMillis(200))
            .start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  // Complaint 3.
  @Test
  void transport_atItsFinestLevel_doesNotShipItself() throws Exception {
    assertNoLoop("main.default.transport", "io.grpc", "okhttp3", "io.zerobus");
  }

  // Complaint 3.
  @Test
  void everything_atItsFinestLevel_doesNotShipItself() throws Exception {
    assertNoLoop("main.default.everything", "");
  }

  private void assertNoLoop(String table, String... finest) throws Exception {
    List<String> program = new ArrayList<>();
    program.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), RecursionApplication.class.getName()));
    program.addAll(List.of(finest));
    Map<String, String> environment =
        Map.of(
            "ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint(),
            "ZEROBUS_WORKSPACE_URL", server.workspaceUrl(),
            "ZEROBUS_TABLE_NAME", table,
            "DATABRICKS_CLIENT_ID", server.clientId(),
            "DATABRICKS_CLIENT_SECRET", server.clientSecret());
    try (ForkedApplication application =
        ForkedApplication.start(folder, environment, LOGBACK_XML, program)) {
      assertThat(application.awaitExit(60)).isZero();
      assertThat(application.standardError()).isEmpty();

      JsonNode counters = Counters.printed(application);
      assertThat(counters.get("delivered").intValue()).isEqualTo(finest.length);
      assertThat(counters.get("recursion").longValue()).isBetween(1L, 100_000L);
      assertThat(counters.get("pending").longValue()).isZero();
      assertThat(counters.get("acknowledged").longValue() + counters.get("recursion").longValue())
          .isEqualTo(counters.get("offered").longValue());
      assertThat(application.consoleLines())
          .filteredOn(line -> line.contains("WARN"))
          .singleElement()
          .asString()
          .contains("recursion");
    }
    Audit.of(server, table, RecursionApplication.EVENTS);
    assertThat(server.rows("SELECT count(*) AS n FROM " + table + " WHERE message LIKE 'event %'"))
        .containsExactly("{\"n\":" + RecursionApplication.EVENTS + "}");
  }
}
