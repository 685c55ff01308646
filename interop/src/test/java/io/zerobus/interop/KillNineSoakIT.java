// SPDX-License-Identifier: Apache-2.0
package io.zerobus.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application logs while its server is killed again and again. */
class KillNineSoakIT {

  private static final String TABLE = "main.logs.app";
  private static final int EVENTS = 20_000;
  private static final int THREADS = 2;
  private static final int KILLS = 5;

  /** The smallest there is, so that the application waits for the server all along. */
  private static final int BUFFER_BYTES = 1 << 20;

  private static final String PADDING = "x".repeat(256);

  /** At most so many records are unacknowledged at a time: a record is larger than its message. */
  private static final int MOST_UNACKNOWLEDGED = BUFFER_BYTES / PADDING.length();

  @TempDir private Path dataDir;

  private final LoggerContext logback = new LoggerContext();
  private final AtomicInteger logged = new AtomicInteger();

  @Test
  void serverKilledFiveTimesWhileLogging_noEventMissing() throws Exception {
    List<Integer> loggedAtKills = new ArrayList<>();
    ExecutorService application = Executors.newFixedThreadPool(THREADS);
    try (ZerobusLocal server = ZerobusLocal.builder().dataDir(dataDir).table(TABLE).start()) {
      configure(server);
      Logger logger = logback.getLogger("io.example.Application");
      List<Future<?>> loggers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        loggers.add(application.submit(() -> log(logger)));
      }
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitLogged(kill * EVENTS / (KILLS + 1));
        server.kill();
        loggedAtKills.add(logged.get());
        server.restart();
      }
      for (Future<?> each : loggers) {
        each.get(2, TimeUnit.MINUTES);
      }
      assertThat(loggedAtKills).allSatisfy(count -> assertThat(count).isLessThan(EVENTS));
      logback.stop(); // Delivers what is buffered.
      assertThat(server.stop()).isZero(); // Commits what it has.

      assertNothingMissing(server);
      assertDuplicatesOnlyAroundKills(server, loggedAtKills);
      assertThat(statuses(Status.ERROR)).isEmpty();
    } finally {
      application.shutdownNow();
      logback.stop();
    }
  }

  private static void assertNothingMissing(ZerobusLocal server) {
    JsonNode audit =
        row(
            server,
            "SELECT count(DISTINCT seq) AS events, max(seq) AS last,"
                + " count(DISTINCT message) AS messages,"
                + " count(DISTINCT instance_id) AS instances FROM "
                + TABLE);
    assertThat(audit)
        .isEqualTo(
            AllTypes.json("{\"events\":20000,\"last\":19999,\"messages\":20000,\"instances\":1}"));
  }

  /** A record may be there twice only if it was not acknowledged when the server was killed. */
  private static void assertDuplicatesOnlyAroundKills(
      ZerobusLocal server, List<Integer> loggedAtKills) {
    List<JsonNode> repeated =
        server
            .rows("SELECT seq, count(*) AS n FROM " + TABLE + " GROUP BY seq HAVING count(*) > 1")
            .stream()
            .map(AllTypes::json)
            .toList();
    assertThat(repeated)
        .allSatisfy(
            row -> {
              long kills =
                  loggedAtKills.stream()
                      .filter(killedAt -> isInFlight(row.get("seq").asInt(), killedAt))
                      .count();
              assertThat(row.get("n").asLong() - 1).as("%s", row).isLessThanOrEqualTo(kills);
            });
  }

  private static boolean isInFlight(int seq, int loggedAtKill) {
    // Each thread may have a number and not yet be through with its event.
    return seq < loggedAtKill + THREADS && seq >= loggedAtKill - MOST_UNACKNOWLEDGED - THREADS;
  }

  private void log(Logger logger) {
    for (int i = 0; i < EVENTS / THREADS; i++) {
      logger.info("event {} of {} {}", i, Thread.currentThread().getName(), PADDING);
      logged.incrementAndGet();
    }
  }

  private void awaitLogged(int count) {
    Awaitility.await()
        .atMost(2, TimeUnit.MINUTES)
        .pollDelay(0, TimeUnit.SECONDS)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(() -> logged.get() >= count);
  }

  private void configure(ZerobusLocal server) throws JoranException {
    String xml =
        """
        <configuration>
          <appender name="ZEROBUS" class="io.zerobus.logback.ZerobusAppender">
            <serverEndpoint>%s</serverEndpoint>
            <workspaceUrl>%s</workspaceUrl>
            <clientId>%s</clientId>
            <clientSecret>%s</clientSecret>
            <tableName>%s</tableName>
            <overflowPolicy>block</overflowPolicy>
            <blockTimeout>0</blockTimeout>
            <bufferSize>%d</bufferSize>
            <shutdownTimeout>2 min</shutdownTimeout>
          </appender>
          <root level="INFO">
            <appender-ref ref="ZEROBUS"/>
          </root>
        </configuration>
        """
            .formatted(
                server.serverEndpoint(),
                server.workspaceUrl(),
                server.clientId(),
                server.clientSecret(),
                TABLE,
                BUFFER_BYTES);
    logback.setMDCAdapter(new LogbackMDCAdapter()); // SLF4J does this for its own context only.
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(logback);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(UTF_8)));
    assertThat(statuses(Status.WARN)).isEmpty();
  }

  private List<Status> statuses(int level) {
    return logback.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= level)
        .toList();
  }

  private static JsonNode row(ZerobusLocal server, String query) {
    return AllTypes.json(String.join("\n", server.rows(query)));
  }
}
