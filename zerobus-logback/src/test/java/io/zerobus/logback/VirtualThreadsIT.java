// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of virtual threads log over one carrier: none is pinned for ever, none is lost. */
class VirtualThreadsIT {

  private static final int EVENTS =
      VirtualThreadsApplication.THREADS * VirtualThreadsApplication.EVENTS_PER_THREAD;
  private static final String LOGBACK_XML =
      "<configuration><appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'/>"
          + "<root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>";

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    assumeThat(java()).as("a JVM with virtual threads").isNotNull();
    server =
        ZerobusLocal.builder()
            .table("main.default.dropping")
            .table("main.default.blocking")
            .commitInterval(Duration.ofMillis(200))
            .start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  // Complaint 20.
  @Test
  void virtualThreads_thatDropWhenTheBufferIsFull_areAllAccountedFor() throws Exception {
    JsonNode counters = run("main.default.dropping", "drop");

    long arrived = counters.get("acknowledged").longValue();
    assertThat(counters.get("overflow").longValue()).as("%s", counters).isPositive();
    assertThat(arrived + counters.get("overflow").longValue()).isEqualTo(EVENTS);
    assertArrived("main.default.dropping", arrived);
  }

  // Complaint 20.
  @Test
  void virtualThreads_thatWaitWhenTheBufferIsFull_loseNothing() throws Exception {
    JsonNode counters = run("main.default.blocking", "block");

    assertThat(counters.get("waited").longValue()).as("%s", counters).isGreaterThan(1_000);
    assertThat(counters.get("acknowledged").longValue()).isEqualTo(EVENTS);
    assertArrived("main.default.blocking", EVENTS);
  }

  private JsonNode run(String table, String policy) throws Exception {
    Map<String, String> environment =
        Map.of(
            "ZEROBUS_SERVER_ENDPOINT",
            server.serverEndpoint(),
            "ZEROBUS_WORKSPACE_URL",
            server.workspaceUrl(),
            "ZEROBUS_TABLE_NAME",
            table,
            "ZEROBUS_OVERFLOW_POLICY",
            policy,
            "ZEROBUS_BLOCK_TIMEOUT",
            "0",
            "ZEROBUS_BUFFER_SIZE",
            "1 MiB",
            "DATABRICKS_CLIENT_ID",
            server.clientId(),
            "DATABRICKS_CLIENT_SECRET",
            server.clientSecret());
    List<String> program =
        List.of(
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1",
            "-cp",
            System.getProperty("java.class.path"),
            VirtualThreadsApplication.class.getName());
    try (ForkedApplication application =
        ForkedApplication.start(java(), folder, environment, LOGBACK_XML, program)) {
      assertThat(application.awaitExit(120)).isZero();
      assertThat(application.standardError()).isEmpty();
      JsonNode counters = Counters.printed(application);
      assertThat(counters.get("ended").intValue()).isEqualTo(VirtualThreadsApplication.THREADS);
      assertThat(counters.get("offered").longValue()).isEqualTo(EVENTS);
      assertThat(counters.get("pending").longValue()).isZero();
      return counters;
    }
  }

  private static void assertArrived(String table, long expected) {
    JsonNode audit = Audit.of(server, table, expected);
    assertThat(audit.get("rows").longValue()).isEqualTo(expected);
    assertThat(audit.get("numbers").longValue()).isEqualTo(expected);
  }

  /** That of this JVM, if it has virtual threads, or of the JDK 25 that the build has found. */
  private static Path java() {
    String home =
        Runtime.version().feature() >= 21
            ? System.getProperty("java.home")
            : System.getProperty("jdk25.home", "none");
    return home.equals("none") ? null : Path.of(home, "bin", "java");
  }
}
