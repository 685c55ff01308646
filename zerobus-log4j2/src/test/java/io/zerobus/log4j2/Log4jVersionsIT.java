// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.Audit;
import io.zerobus.testing.ForkedProgram;
import io.zerobus.testing.ServerEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same appender and the same program with the oldest, a middle and the newest Log4j. */
class Log4jVersionsIT {

  private static final int EVENTS = 100;

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    ZerobusLocal.Builder builder = ZerobusLocal.builder().commitInterval(Duration.ofMillis(200));
    for (String version : List.of("oldest", "middle", "newest")) {
      builder.table("main.default." + version);
      builder.table("main.default.async_" + version);
      builder.table("main.default.bridged_" + version);
    }
    server = builder.start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void program_withThisLog4j_losesNothing(String version) throws Exception {
    ForkedApplication starter = ForkedApplication.in(folder).withLog4j(version);

    assertThat(run(starter, version, version)).isEmpty();
  }

  /** The disruptor that goes with the oldest makes a JVM of today print warnings of its own. */
  // Complaint 10.
  @ParameterizedTest
  @ValueSource(strings = {"oldest", "middle", "newest"})
  @EnabledIfSystemProperty(named = "tests.soak", matches = "true")
  void program_withAsynchronousLoggers_losesNothing(String version) throws Exception {
    ForkedApplication starter =
        ForkedApplication.in(folder).withLog4j(version).withAsynchronousLoggers();

    String errors = run(starter, version, "async_" + version);

    if (!version.equals("oldest")) {
      assertThat(errors).isEmpty();
    }
  }

  /** All of them in the profile soak only: each is a JVM of its own. */
  static List<String> versions() {
    return Boolean.getBoolean("tests.soak")
        ? List.of("oldest", "middle", "newest")
        : List.of("oldest", "newest");
  }

  /** Returns what stands on the standard error. */
  private static String run(ForkedApplication starter, String version, String name)
      throws Exception {
    String table = "main.default." + name;
    try (ForkedProgram application =
        starter
            .withoutLog4jsOwnHook()
            .start(
                ServerEnvironment.of(server, table),
                ShortApplication.class,
                "return",
                String.valueOf(EVENTS))) {
      assertThat(application.awaitExit(30)).isZero();
      assertThat(application.consoleLines()).hasSize(EVENTS + 1);
      JsonNode audit = Audit.of(server, table, EVENTS + 1);
      assertThat(audit.get("rows").longValue()).isEqualTo(EVENTS + 1);
      assertThat(audit.get("numbers").longValue()).isEqualTo(EVENTS + 1);
      List<String> first = server.rows("SELECT message FROM " + table + " WHERE seq = 0");
      assertThat(first).singleElement().asString().contains(coreJar(version));
      List<String> last =
          server.rows("SELECT exception_class FROM " + table + " WHERE level = 'ERROR'");
      assertThat(last).singleElement().asString().contains("java.lang.IllegalStateException");
      return application.standardError();
    }
  }

  private static String coreJar(String version) throws Exception {
    try (Stream<Path> found = Files.list(ForkedApplication.jars(version))) {
      return found
          .map(jar -> jar.getFileName().toString())
          .filter(jar -> jar.startsWith("log4j-core-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** There is no bridge from SLF4J 2 to the oldest. */
  @ParameterizedTest
  @ValueSource(strings = {"middle", "newest"})
  @EnabledIfSystemProperty(named = "tests.soak", matches = "true")
  void program_thatKnowsSlf4jAndJulOnly_isShipped(String version) throws Exception {
    String table = "main.default.bridged_" + version;
    try (ForkedProgram application =
        ForkedApplication.in(folder)
            .withLog4j(version)
            .withJulBridge()
            .start(ServerEnvironment.of(server, table), BridgedApplication.class)) {
      assertThat(application.awaitExit(30)).isZero();
      assertThat(application.standardError()).isEmpty();
    }
    Audit.of(server, table, 2);
    List<String> rows =
        server.rows(
            "SELECT level, logger, message, mdc['user'] AS who, mdc['order'] AS ordered, markers[1]"
                + " AS marker FROM "
                + table
                + " ORDER BY seq");
    assertThat(rows).hasSize(2);
    assertRow(rows.get(0), "WARN", "com.example.Slf4j", "from slf4j", "u1", "5", "AUDIT");
    assertRow(rows.get(1), "INFO", "com.example.Jul", "from jul", "u1", "null", "null");
  }

  private static void assertRow(String row, String... expected) throws Exception {
    JsonNode columns = new ObjectMapper().readTree(row);
    String[] names = {"level", "logger", "message", "who", "ordered", "marker"};
    for (int i = 0; i < names.length; i++) {
      assertThat(columns.path(names[i]).asText("null")).as(names[i]).isEqualTo(expected[i]);
    }
  }
}
