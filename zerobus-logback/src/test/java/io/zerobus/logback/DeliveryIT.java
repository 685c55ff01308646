// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.metrics.LogShippers;
import io.zerobus.testing.Audit;
import io.zerobus.testing.OwnThreads;
import io.zerobus.testing.ServerEnvironment;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What arrives when the service is away, dies, or refuses. */
class DeliveryIT {

  private static ZerobusLocal server;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .table("main.default.early")
            .table("main.default.killed")
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
    OwnThreads.awaitEnd();
  }

  // Complaint 8.
  @Test
  void events_loggedWhileNoServerListens_allArriveWhenItDoes() {
    server.kill();
    try (RealAppender appender = appender("main.default.early", server.clientSecret())) {
      Logger logger = appender.start();
      for (int i = 0; i < 1000; i++) {
        logger.info("early event {}", i);
      }
      await().until(() -> !appender.troubles().isEmpty());
      server.restart();

      JsonNode audit = Audit.of(server, "main.default.early", 1000);

      assertThat(audit.get("rows").longValue()).isEqualTo(1000);
      assertThat(audit.get("numbers").longValue()).isEqualTo(1000);
      assertThat(audit.get("greatest").longValue()).isEqualTo(999);
      assertThat(appender.troubles()).allMatch(line -> line.startsWith("WARN ")).hasSize(1);
    }
  }

  // Complaint 22.
  @Test
  void events_loggedWhileTheServerIsKilledTwice_areAllThere() throws Exception {
    int events = 4000;
    AtomicInteger logged = new AtomicInteger();
    RealAppender appender = appender("main.default.killed", server.clientSecret());
    appender.appender.setOverflowPolicy("block");
    appender.appender.setBlockTimeout("0");
    appender.appender.setBufferSize("1 MiB");
    try (appender) {
      Logger logger = appender.start();
      String ballast = "x".repeat(600);
      Thread application =
          new Thread(
              () -> {
                while (logged.get() < events) {
                  logger.info("event {} {}", logged.get(), ballast);
                  logged.incrementAndGet();
                }
              });
      application.start();
      for (int kill = 1; kill <= 2; kill++) {
        int at = kill * 1000;
        await()
            .pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofSeconds(30))
            .until(() -> logged.get() >= at);
        server.kill();
        server.restart();
      }
      application.join(60_000);
      assertThat(logged).hasValue(events);
    }

    JsonNode audit = Audit.of(server, "main.default.killed", events);

    assertThat(audit.get("numbers").longValue()).isEqualTo(events);
    assertThat(audit.get("greatest").longValue()).isEqualTo(events - 1);
    assertThat(audit.get("instances").longValue()).isEqualTo(1);
    assertThat(audit.get("rows").longValue()).isGreaterThanOrEqualTo(events);
  }

  // Complaint 7.
  @Test
  void unknownTable_isOneWarningAndTheApplicationGoesOn() {
    try (RealAppender appender = appender("main.default.nowhere", server.clientSecret())) {
      appender.appender.setShutdownTimeout("0");
      assertOneWarning(appender, "main.default.nowhere");
    }
  }

  @Test
  void wrongSecret_isOneWarningAndTheApplicationGoesOn() {
    try (RealAppender appender = appender("main.default.logs", "not-the-secret")) {
      appender.appender.setShutdownTimeout("0");
      assertOneWarning(appender, "main.default.logs");
      assertThat(appender.troubles().toString()).doesNotContain("not-the-secret");
    }
  }

  @Test
  void endpointThatIsNoUrl_isOneWarningAndTheApplicationGoesOn() {
    RealAppender appender =
        new RealAppender(
            ServerEnvironment.of("no url at all", server.workspaceUrl(), "a.b.c", "id", "secret"));
    try (appender) {
      assertOneWarning(appender, "Wrong setting serverEndpoint: \"no url at all\"");
    }
  }

  private static void assertOneWarning(RealAppender appender, String mentioned) {
    Logger logger = appender.start();
    logger.info("first");
    await().atMost(Duration.ofSeconds(10)).until(() -> !appender.troubles().isEmpty());
    for (int i = 0; i < 100; i++) {
      logger.info("event {}", i);
    }
    assertThat(appender.troubles())
        .singleElement()
        .asString()
        .startsWith("WARN ")
        .contains(mentioned);
  }

  @Test
  void stop_withAnEndpointThatAnswersNothing_keepsToTheShutdownTimeout() throws Exception {
    try (ServerSocket blackHole = new ServerSocket(0)) {
      String endpoint = "http://127.0.0.1:" + blackHole.getLocalPort();
      RealAppender appender =
          new RealAppender(ServerEnvironment.of(endpoint, endpoint, "a.b.c", "id", "secret"));
      appender.appender.setShutdownTimeout("500 ms");
      Logger logger = appender.start();
      for (int i = 0; i < 10; i++) {
        logger.info("event {}", i);
      }

      long startNanos = System.nanoTime();
      appender.close();
      Duration took = Duration.ofNanos(System.nanoTime() - startNanos);

      assertThat(took).isBetween(Duration.ZERO, Duration.ofMillis(2000));
      assertThat(appender.troubles())
          .last()
          .isEqualTo("WARN Events that are not in the table: 10 (not delivered yet 10)");
      LogShippers.closeIdle();
      assertThat(appender.troubles())
          .last()
          .isEqualTo("WARN Events that are not in the table: 10 (shutdown 10)");
    }
  }

  @Test
  void stop_whenNothingEverListened_doesNotWaitForTheShutdownTimeout() {
    String nowhere = "http://127.0.0.1:1";
    RealAppender appender =
        new RealAppender(ServerEnvironment.of(nowhere, nowhere, "a.b.c", "id", "secret"));
    appender.appender.setShutdownTimeout("1 min");
    appender.start().info("event");
    await().atMost(Duration.ofSeconds(20)).until(() -> !appender.troubles().isEmpty());

    assertThat(stopMillis(appender)).isLessThan(2000);
  }

  private static long stopMillis(RealAppender appender) {
    long startNanos = System.nanoTime();
    appender.close();
    return Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
  }

  private static RealAppender appender(String table, String secret) {
    Map<String, String> environment = ServerEnvironment.of(server, table);
    environment.put("DATABRICKS_CLIENT_SECRET", secret);
    return new RealAppender(environment);
  }
}
