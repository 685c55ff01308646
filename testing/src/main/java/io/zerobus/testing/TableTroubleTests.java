// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.metrics.LogStatistics;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that do not have the columns that are written, or not with the types that they have. */
public abstract class TableTroubleTests {

  private static final List<String> COLUMNS =
      List.of(
          "timestamp TIMESTAMP",
          "level STRING",
          "logger STRING",
          "thread STRING",
          "message STRING",
          "exception_class STRING",
          "exception_message STRING",
          "stack_trace STRING",
          "stack_hash STRING",
          "mdc MAP<STRING, STRING>",
          "key_values MAP<STRING, STRING>",
          "markers ARRAY<STRING>",
          "trace_id STRING",
          "span_id STRING",
          "caller STRING",
          "truncated BOOLEAN",
          "service STRING",
          "host STRING",
          "pid BIGINT",
          "instance_id STRING",
          "seq BIGINT");

  private static final int EVENTS = 20;

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    String withoutHash =
        COLUMNS.stream()
            .filter(column -> !column.startsWith("stack_hash"))
            .collect(Collectors.joining(", "));
    String all = String.join(", ", COLUMNS);
    server =
        ZerobusLocal.builder()
            .ddl(
                Stream.of(
                        "main.default.hashless (" + withoutHash,
                        "main.default.hashless_late (" + withoutHash,
                        "main.default.demanding (" + all + ", unknown_to_us STRING NOT NULL",
                        "main.default.typed (" + all + ", order_number STRING")
                    .map(table -> "CREATE TABLE " + table + ");")
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

  @AfterEach
  void leavesNoThread() {
    OwnThreads.awaitEnd();
  }

  /** A log whose appender has these settings, as environment variables, and no other ones. */
  protected abstract ShippingLog start(Map<String, String> environment);

  /** How many events there are around the only bad one. */
  protected int eventsAroundTheBadOne() {
    return 20_000;
  }

  // Complaint 14.
  @Test
  void tableWithoutADefaultColumn_getsAllEventsWithoutIt() {
    String table = "main.default.hashless";
    try (ShippingLog log = start(ServerEnvironment.of(server, table))) {
      logBothKinds(log);
      await().atMost(Duration.ofSeconds(20)).until(() -> !log.troubles().isEmpty());
      logBothKinds(log);

      assertAllArriveWithoutTheColumn(log, table, 2 * EVENTS);
    }
  }

  // Complaint 14.
  @Test
  void tableWithoutADefaultColumn_thatIsKnownLate_getsAllEventsWithoutIt() throws Exception {
    String table = "main.default.hashless_late";
    Map<String, String> environment = ServerEnvironment.of(server, table);
    try (SlowWorkspace workspace = new SlowWorkspace(server)) {
      environment.put("ZEROBUS_WORKSPACE_URL", workspace.url());
      try (ShippingLog log = start(environment)) {
        logBothKinds(log);
        await().atMost(Duration.ofSeconds(20)).until(workspace::isAsked);
        logBothKinds(log);
        workspace.release();

        assertAllArriveWithoutTheColumn(log, table, 2 * EVENTS);
      }
    }
  }

  /** With and without an exception in turn: only the former have a hash. */
  private static void logBothKinds(ShippingLog log) {
    for (int i = 0; i < EVENTS; i++) {
      log.info("event", i % 2 == 0 ? new IllegalStateException("even") : null);
    }
  }

  private static void assertAllArriveWithoutTheColumn(ShippingLog log, String table, int events) {
    JsonNode audit = Audit.of(server, table, events);
    assertThat(audit.get("numbers").intValue()).isEqualTo(events);
    // The one in flight when the others are changed is sent again; they are changed twice.
    assertThat(audit.get("rows").intValue()).isBetween(events, events + 2);
    assertThat(
            server.rows(
                "SELECT count(DISTINCT seq) AS n FROM " + table + " WHERE stack_trace IS NOT NULL"))
        .containsExactly("{\"n\":" + events / 2 + "}");
    assertThat(log.troubles())
        .singleElement()
        .asString()
        .startsWith("WARN Column stack_hash is missing in " + table);
    LogStatistics statistics = Counters.now();
    assertThat(statistics.acknowledged()).isEqualTo(events);
    assertThat(statistics.lostInAll()).isZero();
  }

  // Complaint 13.
  @Test
  void tableThatRefusesEverything_losesNothingAndIsNotPestered() {
    String table = "main.default.demanding";
    Map<String, String> environment = ServerEnvironment.of(server, table);
    environment.put("ZEROBUS_HEADERS_PROVIDER", CountedHeaders.class.getName());
    environment.put("ZEROBUS_SHUTDOWN_TIMEOUT", "0");
    CountedHeaders.use(server, table);
    try (ShippingLog log = start(environment)) {
      for (int i = 0; i < 1000; i++) {
        log.info("event " + i, null);
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> !log.troubles().isEmpty());

      // The time of an outage; what is opened in it stands still, but for an attempt now and then.
      Duration observed = Duration.ofSeconds(Soak.choose(5, 60));
      await()
          .during(observed)
          .atMost(observed.plusSeconds(10))
          .until(() -> CountedHeaders.opened() <= 20);

      LogStatistics statistics = Counters.now();
      assertThat(statistics.offered()).isEqualTo(1000);
      assertThat(statistics.pending()).isEqualTo(1000);
      assertThat(statistics.lostInAll()).isZero();
      assertThat(log.troubles())
          .singleElement()
          .asString()
          .startsWith("WARN Table " + table + " refuses every record (")
          .contains("unknown_to_us");
    } finally {
      CountedHeaders.close();
    }
  }

  // Complaint 13.
  @Test
  void recordThatTheTableRefuses_isSetAsideAndAllOthersArrive() throws Exception {
    int events = eventsAroundTheBadOne();
    String table = "main.default.typed";
    Path rejected = folder.resolve("rejected.jsonl");
    Map<String, String> environment = ServerEnvironment.of(server, table);
    environment.put("ZEROBUS_PROMOTE_ORDER_AS", "order_number");
    environment.put("ZEROBUS_PROMOTE_ORDER_TYPE", "BIGINT");
    environment.put("ZEROBUS_REJECTED_FILE", rejected.toString());
    environment.put("ZEROBUS_OVERFLOW_POLICY", "block");
    environment.put("ZEROBUS_BLOCK_TIMEOUT", "0");
    try (ShippingLog log = start(environment)) {
      for (int i = 0; i <= events; i++) {
        if (i == events / 3) {
          log.infoWithEntry("the bad one", "order", 4711);
        } else {
          log.info("event " + i, null);
        }
      }

      // As many more seconds as there are more events.
      assertThat(log.flush(Duration.ofSeconds(60 + events / 4000))).isTrue();
      assertThat(Audit.of(server, table, events).get("numbers").intValue()).isEqualTo(events);
      LogStatistics statistics = Counters.now();
      assertThat(statistics.acknowledged()).isEqualTo(events);
      assertThat(statistics.lost()).containsEntry("rejected", 1L);
      assertThat(statistics.lostInAll()).isEqualTo(1);
      await().until(() -> Files.exists(rejected) && Files.size(rejected) > 0);
      assertThat(Files.readAllLines(rejected))
          .singleElement()
          .asString()
          .contains("the bad one", "\"order_number\":4711");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rejected)))
          .isEqualTo("rw-------");
      assertThat(lastRejected(statistics)).containsExactlyElementsOf(Files.readAllLines(rejected));
    }
  }

  private static List<String> lastRejected(LogStatistics statistics) throws Exception {
    ObjectName name =
        new ObjectName(
            "io.zerobus:type=LogShipper,table="
                + statistics.tableName()
                + ",id="
                + statistics.instanceId());
    return List.of(
        (String[])
            ManagementFactory.getPlatformMBeanServer().getAttribute(name, "LastRejectedRecords"));
  }
}
