// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.metrics.LogShippers;
import io.zerobus.metrics.LogStatistics;
import io.zerobus.testing.OwnThreads;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the appender gives to the appender that an AppenderRef within it names. */
class FallbackTest {

  private static final int EVENTS = 3000;
  private static final String BALLAST = "x".repeat(700);

  @TempDir Path folder;

  private LoggerContext context;

  @AfterEach
  void stop() {
    context.stop();
    OwnThreads.awaitEnd();
  }

  // Complaint 24.
  @Test
  void fallback_whenTheBufferIsFull_getsWhatIsDroppedAndNothingElse() throws Exception {
    try (ServerSocket blackHole = new ServerSocket(0)) {
      configure("serverEndpoint='http://127.0.0.1:" + blackHole.getLocalPort() + "'");

      log(EVENTS);

      LogStatistics statistics = ownStatistics().get(0);
      long dropped = statistics.lost().get("overflow");
      assertThat(dropped).isBetween(1L, EVENTS - 1L);
      assertThat(statistics.offered()).isEqualTo(EVENTS);
      assertThat(statistics.pending()).isEqualTo(EVENTS - dropped);
      List<String> messages = fallback();
      assertThat(messages).hasSize((int) dropped).contains("event " + (EVENTS - 1) + BALLAST);
      assertThat(Set.copyOf(messages)).hasSize((int) dropped).doesNotContain("event 0" + BALLAST);
    }
  }

  @Test
  void fallback_ofAnInertAppender_getsEverything() throws Exception {
    configure("serverEndpoint='no url at all'");

    log(3);

    assertThat(ownStatistics()).isEmpty();
    assertThat(fallback())
        .containsExactly("event 0" + BALLAST, "event 1" + BALLAST, "event 2" + BALLAST);
  }

  @Test
  void fallback_ofADisabledAppender_getsNothing() throws Exception {
    configure("serverEndpoint='http://127.0.0.1:1' enabled='false'");

    log(3);

    assertThat(ownStatistics()).isEmpty();
    assertThat(fallback()).isEmpty();
  }

  private void log(int events) {
    Logger logger = context.getLogger("com.example.App");
    for (int i = 0; i < events; i++) {
      logger.info("event {}{}", i, BALLAST);
    }
  }

  private List<String> fallback() throws Exception {
    return Files.readAllLines(folder.resolve("fallback.log"));
  }

  private void configure(String attributes) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("log4j2.xml"),
            "<Configuration><Appenders>"
                + "<File name='FILE' fileName='"
                + folder.resolve("fallback.log")
                + "'><PatternLayout pattern='%msg%n'/></File>"
                + "<Zerobus name='ZEROBUS' workspaceUrl='http://127.0.0.1:1'"
                + " tableName='main.default.fallback' clientId='id' clientSecret='s3cr3t'"
                + " bufferSize='1 MiB' shutdownTimeout='0' shutdownHook='false' "
                + attributes
                + "><AppenderRef ref='FILE'/></Zerobus></Appenders>"
                + "<Loggers><Root level='info'><AppenderRef ref='ZEROBUS'/></Root></Loggers>"
                + "</Configuration>");
    context = new LoggerContext("fallback", null, file.toUri());
    context.start();
  }

  /** Not those that other tests have just left. */
  private static List<LogStatistics> ownStatistics() {
    return LogShippers.statistics().stream()
        .filter(statistics -> statistics.tableName().equals("main.default.fallback"))
        .toList();
  }
}
