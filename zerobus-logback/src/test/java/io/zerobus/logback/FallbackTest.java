// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.zerobus.metrics.LogShippers;
import io.zerobus.metrics.LogStatistics;
import io.zerobus.testing.OwnThreads;
import java.io.ByteArrayInputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.BasicMDCAdapter;

/** What the appender gives to the appender that an appender-ref within it names. */
class FallbackTest {

  private static final int EVENTS = 3000;
  private static final String BALLAST = "x".repeat(700);

  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
    OwnThreads.awaitEnd();
  }

  // Complaint 24.
  @Test
  void fallback_whenTheBufferIsFull_getsWhatIsDroppedAndNothingElse() throws Exception {
    try (ServerSocket blackHole = new ServerSocket(0)) {
      configure(settings("http://127.0.0.1:" + blackHole.getLocalPort()));

      log(EVENTS);

      LogStatistics statistics = ownStatistics().get(0);
      long dropped = statistics.lost().get("overflow");
      assertThat(dropped).isBetween(1L, EVENTS - 1L);
      assertThat(statistics.offered()).isEqualTo(EVENTS);
      assertThat(statistics.pending()).isEqualTo(EVENTS - dropped);
      assertThat(fallback().list).hasSize((int) dropped);
      Set<String> messages = new HashSet<>();
      fallback().list.forEach(event -> messages.add(event.getFormattedMessage()));
      assertThat(messages).hasSize((int) dropped).contains("event " + (EVENTS - 1) + BALLAST);
      assertThat(messages).doesNotContain("event 0" + BALLAST);
    }
  }

  @Test
  void fallback_ofAnInertAppender_getsEverything() throws Exception {
    configure(settings("no url at all"));

    log(5);

    assertThat(ownStatistics()).isEmpty();
    assertThat(fallback().list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo(
            List.of(
                "event 0" + BALLAST,
                "event 1" + BALLAST,
                "event 2" + BALLAST,
                "event 3" + BALLAST,
                "event 4" + BALLAST));
  }

  @Test
  void fallback_ofADisabledAppender_getsNothing() throws Exception {
    configure(settings("http://127.0.0.1:1") + "<enabled>false</enabled>");

    log(5);

    assertThat(ownStatistics()).isEmpty();
    assertThat(fallback().list).isEmpty();
  }

  private void log(int events) {
    Logger logger = context.getLogger("com.example.App");
    for (int i = 0; i < events; i++) {
      logger.info("event {}{}", i, BALLAST);
    }
  }

  private ListAppender<ILoggingEvent> fallback() {
    ZerobusAppender appender =
        (ZerobusAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ZEROBUS");
    return (ListAppender<ILoggingEvent>) appender.getAppender("LIST");
  }

  /** Not those that other tests have just left. */
  private static List<LogStatistics> ownStatistics() {
    return LogShippers.statistics().stream()
        .filter(statistics -> statistics.tableName().equals("main.default.fallback"))
        .toList();
  }

  private static String settings(String endpoint) {
    return "<serverEndpoint>"
        + endpoint
        + "</serverEndpoint><workspaceUrl>http://127.0.0.1:1</workspaceUrl>"
        + "<tableName>main.default.fallback</tableName><clientId>id</clientId>"
        + "<clientSecret>s3cr3t</clientSecret><bufferSize>1 MiB</bufferSize>"
        + "<shutdownTimeout>0</shutdownTimeout><shutdownHook>false</shutdownHook>";
  }

  private void configure(String settings) throws Exception {
    context.setMDCAdapter(new BasicMDCAdapter());
    String xml =
        "<configuration><appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>"
            + "<appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'>"
            + settings
            + "<appender-ref ref='LIST'/></appender>"
            + "<root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>";
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
