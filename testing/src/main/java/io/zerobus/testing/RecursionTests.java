// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport logs through the appender that it works for: that neither loops nor locks up. */
public abstract class RecursionTests {

  private static final String[] TRANSPORT = {"io.grpc", "okhttp3", "io.zerobus"};
  private static final String[] EVERYTHING = {""};

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .table("main.default.transport")
            .table("main.default.everything")
            .table("main.default.asynchronous")
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
    assertNoLoop("main.default.transport", arguments(folder, TRANSPORT));
  }

  // Complaint 3.
  @Test
  void everything_atItsFinestLevel_doesNotShipItself() throws Exception {
    assertNoLoop("main.default.everything", arguments(folder, EVERYTHING));
  }

  /** On a thread of the framework, which cannot tell our threads from others. */
  // Complaint 3.
  @Test
  void everything_throughAnAsynchronousFramework_doesNotShipItself() throws Exception {
    assertNoLoop("main.default.asynchronous", asynchronousArguments(folder, EVERYTHING));
  }

  /**
   * What a JVM is started with that does {@link RecursionProgram#run} with these loggers at the
   * finest level, the appender's settings coming from the environment. The framework prints its
   * status from WARN on.
   */
  protected abstract List<String> arguments(Path folder, String... finest) throws IOException;

  /** The same, with a framework that hands the events over on a thread of its own. */
  protected abstract List<String> asynchronousArguments(Path folder, String... finest)
      throws IOException;

  private void assertNoLoop(String table, List<String> arguments) throws Exception {
    try (ForkedProgram program =
        ForkedProgram.start(folder, ServerEnvironment.of(server, table), arguments)) {
      assertThat(program.awaitExit(60)).isZero();

      JsonNode counters = Counters.printed(program);
      assertThat(counters.get("delivered").intValue()).isEqualTo(1);
      assertThat(counters.get("recursion").longValue()).isBetween(1L, 100_000L);
      assertThat(counters.get("pending").longValue()).isZero();
      assertThat(counters.get("acknowledged").longValue() + counters.get("recursion").longValue())
          .isEqualTo(counters.get("offered").longValue());
      assertThat(program.standardError()).isEmpty();
      assertThat(program.consoleLines())
          .filteredOn(line -> line.contains("WARN"))
          .hasSizeBetween(1, 2) // the first one, and where a stop comes before the end, the sum
          .allMatch(line -> line.contains("recursion"));
    }
    Audit.of(server, table, RecursionProgram.EVENTS);
    assertThat(server.rows("SELECT count(*) AS n FROM " + table + " WHERE message LIKE 'event %'"))
        .containsExactly("{\"n\":" + RecursionProgram.EVENTS + "}");
  }
}
