// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.metrics.LogShippers;
import io.zerobus.testing.Audit;
import io.zerobus.testing.OwnThreads;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What arrives, also while Log4j is configured anew and when the service is away or refuses. */
class DeliveryIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int RECONFIGURATIONS = 5;

  /** Between two events of a thread that logs on and on: the table is to be counted quickly. */
  private static final long PACE_NANOS = 100_000;

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .table("main.default.columns")
            .table("main.default.kept")
            .table("main.default.shared")
            .table("main.default.changed")
            .table("main.default.early")
            .table("main.default.logs")
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
    ThreadContext.clearAll();
    OwnThreads.awaitEnd();
  }

  /** The same columns with the same values as Logback's appender has for such an event. */
  @Test
  void event_withEverything_fillsTheColumns() throws Exception {
    try (XmlContext log4j =
        context(attributes("main.default.columns") + " callerData='true' serviceName='shop'")) {
      ThreadContext.put("trace_id", "t1");
      ThreadContext.put("span_id", "s1");
      log4j
          .logger()
          .error(
              new MarkerManager.Log4jMarker("AUDIT"),
              new StringMapMessage().with("order", "5"),
              new IllegalStateException("outer", new IOException("root")));
      assertThat(log4j.troubles()).isEmpty();
    }
    Audit.of(server, "main.default.columns", 1);

    JsonNode row =
        JSON.readTree(
            server
                .rows(
                    "SELECT level, logger, thread, message, exception_class, exception_message,"
                        + " stack_trace, stack_hash, mdc['trace_id'] AS mdc_trace, trace_id,"
                        + " span_id, key_values['order'] AS ordered, markers[1] AS marker, caller,"
                        + " truncated, service, host, pid, length(instance_id) AS digits, seq,"
                        + " date_diff('minute', timestamp, now()) AS age FROM main.default.columns")
                .get(0));
    assertThat(row.get("level").textValue()).isEqualTo("ERROR");
    assertThat(row.get("logger").textValue()).isEqualTo("com.example.App");
    assertThat(row.get("thread").textValue()).isEqualTo(Thread.currentThread().getName());
    assertThat(row.get("message").textValue()).isEqualTo("order=\"5\"");
    assertThat(row.get("exception_class").textValue()).isEqualTo("java.lang.IllegalStateException");
    assertThat(row.get("exception_message").textValue()).isEqualTo("outer");
    assertThat(row.get("stack_trace").textValue()).contains("Caused by: java.io.IOException: root");
    assertThat(row.get("stack_hash").textValue()).hasSize(16);
    assertThat(row.get("mdc_trace").textValue()).isEqualTo("t1");
    assertThat(row.get("trace_id").textValue()).isEqualTo("t1");
    assertThat(row.get("span_id").textValue()).isEqualTo("s1");
    assertThat(row.get("ordered").textValue()).isEqualTo("5");
    assertThat(row.get("marker").textValue()).isEqualTo("AUDIT");
    assertThat(row.get("caller").textValue())
        .startsWith("io.zerobus.log4j2.DeliveryIT.event_withEverything_fillsTheColumns(");
    assertThat(row.get("truncated").isNull()).isTrue();
    assertThat(row.get("service").textValue()).isEqualTo("shop");
    assertThat(row.get("host").textValue()).isNotEmpty();
    assertThat(row.get("pid").longValue()).isEqualTo(ProcessHandle.current().pid());
    assertThat(row.get("digits").longValue()).isEqualTo(32);
    assertThat(row.get("seq").longValue()).isZero();
    assertThat(row.get("age").longValue()).isBetween(0L, 1L);
  }

  // Complaint 19.
  @Test
  void reconfiguration_withTheSameSettings_goesOnWithTheSameShipper() throws Exception {
    String attributes = attributes("main.default.kept") + block();
    AtomicInteger logged = new AtomicInteger();
    try (XmlContext log4j = context(attributes)) {
      logWhile(log4j, logged, () -> reconfigureOften(log4j, logged, attributes, attributes));
      assertThat(log4j.troubles()).isEmpty();
    }

    JsonNode audit = Audit.of(server, "main.default.kept", logged.get());

    assertThat(audit.get("rows").longValue()).isEqualTo(logged.get());
    assertThat(audit.get("numbers").longValue()).isEqualTo(logged.get());
    assertThat(audit.get("greatest").longValue()).isEqualTo(logged.get() - 1);
    assertThat(audit.get("instances").longValue()).isEqualTo(1);
  }

  /** Buffer, batch and linger belong to the shipper, which stays. */
  @Test
  void reconfiguration_withAnotherLinger_keepsTheShipperAndWarns() throws Exception {
    String attributes = attributes("main.default.shared") + block();
    AtomicInteger logged = new AtomicInteger();
    try (XmlContext log4j = context(attributes + " linger='10 ms'")) {
      logWhile(
          log4j,
          logged,
          () ->
              reconfigureOften(
                  log4j, logged, attributes + " linger='5 ms'", attributes + " linger='10 ms'"));
      assertThat(log4j.troubles())
          .hasSize((RECONFIGURATIONS + 1) / 2)
          .allMatch(line -> line.endsWith("settings stand: linger stays 10 ms, not 5 ms"));
    }

    JsonNode audit = Audit.of(server, "main.default.shared", logged.get());

    assertThat(audit.get("rows").longValue()).isEqualTo(logged.get());
    assertThat(audit.get("numbers").longValue()).isEqualTo(logged.get());
    assertThat(audit.get("instances").longValue()).isEqualTo(1);
  }

  @Test
  void reconfiguration_withAnotherEndpoint_endsTheOldShipperAfterDelivery() throws Exception {
    String attributes = attributes("main.default.changed") + block();
    String sameByName =
        attributes.replace("Endpoint='http://127.0.0.1", "Endpoint='http://localhost");
    AtomicInteger logged = new AtomicInteger();
    try (XmlContext log4j = context(attributes)) {
      logWhile(log4j, logged, () -> reconfigureOften(log4j, logged, sameByName, attributes));
      log4j.stop();
      assertThat(log4j.troubles()).isEmpty();
    }

    JsonNode audit = Audit.of(server, "main.default.changed", logged.get());

    assertThat(audit.get("rows").longValue()).isEqualTo(logged.get());
    assertThat(audit.get("numbers").longValue()).isEqualTo(logged.get());
    // The first one may be found again while it lingers.
    assertThat(audit.get("instances").longValue()).isBetween(2L, RECONFIGURATIONS + 1L);
  }

  private static String block() {
    return " overflowPolicy='block' blockTimeout='0' shutdownTimeout='20 s'";
  }

  /** Alternates between the two, each time after some more events. */
  private static void reconfigureOften(
      XmlContext log4j, AtomicInteger logged, String odd, String even) throws IOException {
    for (int i = 1; i <= RECONFIGURATIONS; i++) {
      int at = logged.get() + 200;
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(30))
          .until(() -> logged.get() >= at);
      log4j.reconfigure(i % 2 == 0 ? even : odd);
    }
  }

  private static void logWhile(XmlContext log4j, AtomicInteger logged, Action action)
      throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Logger logger = log4j.logger();
    Thread application =
        new Thread(
            () -> {
              while (!enough.get()) {
                logger.info("event {}", logged.get());
                logged.incrementAndGet();
                LockSupport.parkNanos(PACE_NANOS);
              }
            });
    application.start();
    try {
      action.run();
    } finally {
      enough.set(true);
      application.join(60_000);
    }
  }

  // Complaint 8.
  @Test
  void events_loggedWhileNoServerListens_allArriveWhenItDoes() throws Exception {
    server.kill();
    try (XmlContext log4j = context(attributes("main.default.early"))) {
      for (int i = 0; i < 1000; i++) {
        log4j.logger().info("early event {}", i);
      }
      await().until(() -> !log4j.troubles().isEmpty());
      server.restart();

      JsonNode audit = Audit.of(server, "main.default.early", 1000);

      assertThat(audit.get("rows").longValue()).isEqualTo(1000);
      assertThat(audit.get("numbers").longValue()).isEqualTo(1000);
      assertThat(log4j.troubles()).singleElement().asString().startsWith("WARN No delivery to ");
    }
  }

  // Complaint 7.
  @Test
  void unknownTable_isOneWarningAndTheApplicationGoesOn() throws Exception {
    try (XmlContext log4j = context(attributes("main.default.nowhere") + " shutdownTimeout='0'")) {
      assertOneWarning(log4j, "main.default.nowhere");
    }
  }

  @Test
  void wrongSecret_isOneWarningAndTheApplicationGoesOn() throws Exception {
    try (XmlContext log4j =
        context(
            XmlContext.attributes(
                    server.serverEndpoint(),
                    server.workspaceUrl(),
                    "main.default.logs",
                    "not-the-secret")
                + " shutdownTimeout='0'")) {
      assertOneWarning(log4j, "main.default.logs");
      assertThat(log4j.troubles().toString()).doesNotContain("not-the-secret");
    }
  }

  private static void assertOneWarning(XmlContext log4j, String mentioned) {
    log4j.logger().info("first");
    await().atMost(Duration.ofSeconds(10)).until(() -> !log4j.troubles().isEmpty());
    for (int i = 0; i < 100; i++) {
      log4j.logger().info("event {}", i);
    }
    assertThat(log4j.troubles()).singleElement().asString().startsWith("WARN ").contains(mentioned);
  }

  @Test
  void stop_withAnEndpointThatAnswersNothing_keepsToTheShutdownTimeout() throws Exception {
    try (ServerSocket blackHole = new ServerSocket(0);
        XmlContext log4j =
            context(
                XmlContext.attributes(url(blackHole), url(blackHole), "a.b.c", "secret")
                    + " shutdownTimeout='500 ms'")) {
      for (int i = 0; i < 10; i++) {
        log4j.logger().info("event {}", i);
      }

      long startNanos = System.nanoTime();
      log4j.stop();
      Duration took = Duration.ofNanos(System.nanoTime() - startNanos);

      assertThat(took).isBetween(Duration.ZERO, Duration.ofMillis(2000));
      assertThat(log4j.troubles())
          .last()
          .isEqualTo("WARN Events that are not in the table: 10 (not delivered yet 10)");
      LogShippers.closeIdle();
      assertThat(log4j.troubles())
          .last()
          .isEqualTo("WARN Events that are not in the table: 10 (shutdown 10)");
    }
  }

  private static String url(ServerSocket socket) {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  private XmlContext context(String attributes) throws IOException {
    return new XmlContext(folder, attributes);
  }

  private static String attributes(String table) {
    return XmlContext.attributes(server, table);
  }

  private interface Action {
    void run() throws Exception;
  }
}
