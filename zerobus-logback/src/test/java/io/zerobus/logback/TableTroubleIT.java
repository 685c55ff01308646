// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.metrics.LogShippers;
import io.zerobus.metrics.LogStatistics;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that do not have the columns that are written, or not with the types that they have. */
class TableTroubleIT {

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

  // Complaint 14.
  @Test
  void tableWithoutADefaultColumn_getsAllEventsWithoutIt() {
    try (RealAppender appender = appender("main.default.hashless", server.workspaceUrl())) {
      Logger logger = appender.start();
      logBothKinds(logger);
      await().atMost(Duration.ofSeconds(20)).until(() -> !appender.troubles().isEmpty());
      logBothKinds(logger);

      assertAllArriveWithoutTheColumn(appender, "main.default.hashless", 2 * EVENTS);
    }
  }

  // Complaint 14.
  @Test
  void tableWithoutADefaultColumn_thatIsKnownLate_getsAllEventsWithoutIt() throws Exception {
    try (SlowWorkspace workspace = new SlowWorkspace(server);
        RealAppender appender = appender("main.default.hashless_late", workspace.url())) {
      Logger logger = appender.start();
      logBothKinds(logger);
      await().atMost(Duration.ofSeconds(20)).until(workspace::isAsked);
      logBothKinds(logger);
      workspace.release();

      assertAllArriveWithoutTheColumn(appender, "main.default.hashless_late", 2 * EVENTS);
    }
  }

  /** With and without an exception in turn: only the former have a hash. */
  private static void logBothKinds(Logger logger) {
    for (int i = 0; i < EVENTS; i++) {
      logger.info("event", i % 2 == 0 ? new IllegalStateException("even") : null);
    }
  }

  private static void assertAllArriveWithoutTheColumn(
      RealAppender appender, String table, int events) {
    assertThat(Audit.of(server, table, events).get("rows").intValue()).isEqualTo(events);
    assertThat(server.rows("SELECT count(stack_trace) AS n FROM " + table))
        .containsExactly("{\"n\":" + events / 2 + "}");
    assertThat(appender.troubles())
        .singleElement()
        .asString()
        .startsWith("WARN Column stack_hash is missing in " + table);
    LogStatistics statistics = LogShippers.statistics().get(0);
    assertThat(statistics.acknowledged()).isEqualTo(events);
    assertThat(statistics.lostInAll()).isZero();
  }

  // Complaint 13.
  @Test
  void tableThatRefusesEverything_losesNothingAndIsNotPestered() {
    String table = "main.default.demanding";
    CountedHeaders.use(server, table);
    try (RealAppender appender = appender(table, server.workspaceUrl())) {
      appender.appender.setHeadersProvider(CountedHeaders.class.getName());
      appender.appender.setShutdownTimeout("0");
      Logger logger = appender.start();
      for (int i = 0; i < 1000; i++) {
        logger.info("event {}", i);
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> !appender.troubles().isEmpty());

      // The time of an outage; what is opened in it stands still, but for an attempt now and then.
      Duration observed = Duration.ofSeconds(Soak.choose(5, 60));
      await()
          .during(observed)
          .atMost(observed.plusSeconds(10))
          .until(() -> CountedHeaders.opened() <= 20);

      LogStatistics statistics = LogShippers.statistics().get(0);
      assertThat(statistics.offered()).isEqualTo(1000);
      assertThat(statistics.pending()).isEqualTo(1000);
      assertThat(statistics.lostInAll()).isZero();
      assertThat(appender.troubles())
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
    int events = Soak.choose(20_000, 1_000_000);
    Path rejected = folder.resolve("rejected.jsonl");
    try (RealAppender appender = appender("main.default.typed", server.workspaceUrl())) {
      Promote number = new Promote();
      number.setKey("order");
      number.setAs("order_number");
      number.setType("BIGINT");
      appender.appender.addPromote(number);
      appender.appender.setRejectedFile(rejected.toString());
      appender.appender.setOverflowPolicy("block");
      appender.appender.setBlockTimeout("0");
      Logger logger = appender.start();
      for (int i = 0; i < events; i++) {
        if (i == events / 3) {
          logger.atInfo().addKeyValue("order", 4711).log("the bad one");
        } else {
          logger.info("event {}", i);
        }
      }

      assertThat(appender.appender.flush(Duration.ofSeconds(Soak.choose(60, 300)))).isTrue();
      assertThat(Audit.of(server, "main.default.typed", events - 1).get("numbers").intValue())
          .isEqualTo(events - 1);
      LogStatistics statistics = LogShippers.statistics().get(0);
      assertThat(statistics.acknowledged()).isEqualTo(events - 1);
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

  private static RealAppender appender(String table, String workspaceUrl) {
    return new RealAppender(
        server.serverEndpoint(), workspaceUrl, table, server.clientId(), server.clientSecret());
  }
}
