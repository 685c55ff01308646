// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of virtual threads log over one carrier: none is pinned for ever, none is lost. */
public abstract class VirtualThreadsTests {

  private static final int EVENTS =
      VirtualThreadsProgram.THREADS * VirtualThreadsProgram.EVENTS_PER_THREAD;

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

    assertThat(counters.get("overflow").longValue()).as("%s", counters).isPositive();
    long arrived = counters.get("acknowledged").longValue();
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

  /**
   * What a JVM is started with that does {@link VirtualThreadsProgram#run}, all settings coming
   * from the environment.
   */
  protected abstract List<String> arguments(Path folder) throws IOException;

  private JsonNode run(String table, String policy) throws Exception {
    Map<String, String> environment = ServerEnvironment.of(server, table);
    environment.put("ZEROBUS_OVERFLOW_POLICY", policy);
    environment.put("ZEROBUS_BLOCK_TIMEOUT", "0");
    environment.put("ZEROBUS_BUFFER_SIZE", "1 MiB");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1"));
    arguments.addAll(arguments(folder));
    Path java = Objects.requireNonNull(java());
    try (ForkedProgram program = ForkedProgram.start(java, folder, environment, arguments)) {
      assertThat(program.awaitExit(120)).isZero();
      assertThat(program.standardError()).isEmpty();
      JsonNode counters = Counters.printed(program);
      assertThat(counters.get("ended").intValue()).isEqualTo(VirtualThreadsProgram.THREADS);
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
  private static @Nullable Path java() {
    String home =
        Runtime.version().feature() >= 21
            ? System.getProperty("java.home")
            : System.getProperty("jdk25.home", "none");
    return home.equals("none") ? null : Path.of(home, "bin", "java");
  }
}
