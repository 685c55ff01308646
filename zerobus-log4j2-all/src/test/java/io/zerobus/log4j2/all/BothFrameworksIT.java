// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2.all;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.Audit;
import io.zerobus.testing.ForkedProgram;
import io.zerobus.testing.ServerEnvironment;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both self-contained jars in one application, with one table: the appenders share a shipper. */
class BothFrameworksIT {

  private static final String LOG4J2_XML =
      "<Configuration><Appenders><Zerobus name='ZEROBUS'/></Appenders>"
          + "<Loggers><Root level='info'><AppenderRef ref='ZEROBUS'/></Root></Loggers>"
          + "</Configuration>";
  private static final String LOGBACK_XML =
      "<configuration><appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'/>"
          + "<root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>";

  private static ZerobusLocal server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .table("main.default.without_log4j")
            .table("main.default.without_logback")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  // Complaint 8.
  @ParameterizedTest
  @ValueSource(strings = {"log4j", "logback"})
  void appendersOfBothFrameworks_shareAShipperThatOutlivesTheFirstStop(String stopped)
      throws Exception {
    String table = "main.default.without_" + stopped;
    String other = stopped.equals("log4j") ? "com.example.Logback" : "com.example.Log4j";
    Path log4j = Files.writeString(folder.resolve("log4j2.xml"), LOG4J2_XML);
    Path logback = Files.writeString(folder.resolve("logback.xml"), LOGBACK_XML);
    List<String> arguments =
        List.of(
            "-Dlog4j2.configurationFile=" + log4j,
            "-Dlogback.configurationFile=" + logback,
            "-cp",
            classPath(),
            BothFrameworksApplication.class.getName(),
            stopped);
    try (ForkedProgram program =
        ForkedProgram.start(folder, ServerEnvironment.of(server, table), arguments)) {
      assertThat(program.awaitExit(60)).isZero();
      assertThat(program.standardError()).isEmpty();
      assertThat(program.consoleLines())
          .containsExactly(
              "with both: delivered, 1 shipper, 1 sender, 1 open stream",
              "with one: delivered, 1 shipper, 1 sender, 1 open stream");
    }
    assertThat(Audit.of(server, table, 3).get("instances").intValue()).isEqualTo(1);
    assertThat(server.rows("SELECT logger, message FROM " + table + " ORDER BY seq"))
        .containsExactly(
            row("com.example.Log4j", "both"),
            row("com.example.Logback", "both"),
            row(other, "alone"));
  }

  private static String classPath() {
    return String.join(
        File.pathSeparator,
        System.getProperty("all.jar"),
        ForkedProgram.ownEntries(
            "test-classes|zerobus-logback-all-.*\\.jar"
                + "|(log4j-api|log4j-core|logback-core|logback-classic|slf4j-api)-.*\\.jar"));
  }

  private static String row(String logger, String message) {
    return "{\"logger\":\"" + logger + "\",\"message\":\"" + message + "\"}";
  }
}
