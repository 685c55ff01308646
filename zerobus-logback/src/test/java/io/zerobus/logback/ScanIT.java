// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.metrics.LogShippers;
import io.zerobus.metrics.LogStatistics;
import io.zerobus.testing.Audit;
import io.zerobus.testing.OwnThreads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.BasicMDCAdapter;

/** Logback reads its changed file while the application goes on logging. */
class ScanIT {

  private static final String TABLE = "main.default.scanned";
  private static final int THREADS = 2;
  private static final int RECONFIGURATIONS = 4;

  /** Between two events of a thread: the table is to be counted quickly. */
  private static final long PACE_NANOS = 100_000;

  private static ZerobusLocal server;

  @TempDir Path folder;

  private final LoggerContext context = new LoggerContext();

  @BeforeAll
  static void startServer() {
    server = ZerobusLocal.builder().table(TABLE).commitInterval(Duration.ofMillis(200)).start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void leavesNoThread() {
    context.stop();
    OwnThreads.awaitEnd();
  }

  /**
   * What is logged while Logback has no appender at all, between two configurations, it gives to
   * nobody. All that the appender is given arrives, and once.
   */
  // Complaint 19.
  @Test
  void reconfiguration_whileThreadsLog_losesNothingAndRepeatsNothing() throws Exception {
    Path file = folder.resolve("logback.xml");
    write(file, 0);
    context.setMDCAdapter(new BasicMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(file.toFile());
    ZerobusAppender first = appender();

    AtomicBoolean enough = new AtomicBoolean();
    List<Thread> threads = startThreads(enough);
    try {
      ZerobusAppender current = first;
      for (int i = 1; i <= RECONFIGURATIONS; i++) {
        long more = offered() + 200;
        await().atMost(Duration.ofSeconds(20)).until(() -> offered() >= more);
        write(file, i);
        ZerobusAppender old = current;
        await().atMost(Duration.ofSeconds(20)).until(() -> appender() != null && appender() != old);
        current = appender();
      }
    } finally {
      enough.set(true);
      for (Thread thread : threads) {
        thread.join(20_000);
      }
    }
    assertThat(LogShippers.flush(Duration.ofSeconds(20))).isTrue();

    List<LogStatistics> shippers = LogShippers.statistics();
    assertThat(shippers).hasSize(1);
    LogStatistics statistics = shippers.get(0);
    assertThat(statistics.lost()).allSatisfy((reason, count) -> assertThat(count).isZero());
    JsonNode audit = Audit.of(server, TABLE, statistics.offered());
    assertThat(audit.get("rows").longValue()).isEqualTo(statistics.offered());
    assertThat(audit.get("numbers").longValue()).isEqualTo(statistics.offered());
    assertThat(audit.get("greatest").longValue()).isEqualTo(statistics.offered() - 1);
    assertThat(audit.get("instances").longValue()).isEqualTo(1);
  }

  private List<Thread> startThreads(AtomicBoolean enough) {
    Logger logger = context.getLogger("com.example.App");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (!enough.get()) {
                  logger.info("event");
                  LockSupport.parkNanos(PACE_NANOS);
                }
              });
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private static long offered() {
    return LogShippers.statistics().get(0).offered();
  }

  private ZerobusAppender appender() {
    return (ZerobusAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ZEROBUS");
  }

  /** Replaces the file at once: Logback is never to see the half of it. */
  private void write(Path file, int number) throws Exception {
    Path next = folder.resolve("next.xml");
    Files.writeString(
        next,
        "<configuration scan='true' scanPeriod='50 milliseconds'>"
            + "<appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'>"
            + "<serverEndpoint>"
            + server.serverEndpoint()
            + "</serverEndpoint><workspaceUrl>"
            + server.workspaceUrl()
            + "</workspaceUrl><tableName>"
            + TABLE
            + "</tableName><clientId>"
            + server.clientId()
            + "</clientId><clientSecret>"
            + server.clientSecret()
            + "</clientSecret><shutdownHook>false</shutdownHook>"
            + "<hostName>host-"
            + number
            + "</hostName></appender>"
            + "<root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>");
    // Logback compares whole times of change; two writes in one tick would look the same.
    Files.setLastModifiedTime(
        next, FileTime.fromMillis(System.currentTimeMillis() - 100_000 + number * 1000L));
    Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
