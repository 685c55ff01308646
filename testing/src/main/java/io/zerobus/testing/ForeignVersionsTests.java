// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.local.ZerobusLocal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside libraries that the jar holds in newer versions, and which come first. */
public abstract class ForeignVersionsTests {

  private static final int EVENTS = 100;
  private static final String TABLE = "main.default.foreign";

  private static ZerobusLocal server;

  private final Class<?> application;
  private final String frameworkJars;

  @TempDir Path folder;

  /**
   * @param application logs as many events as its argument says, the last one with an exception,
   *     and does {@link ForeignLibraries#use} between
   * @param frameworkJars the file names of those that it needs, as a regular expression
   */
  protected ForeignVersionsTests(Class<?> application, String frameworkJars) {
    this.application = application;
    this.frameworkJars = frameworkJars;
  }

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .table(TABLE)
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

  @Test
  void application_withOlderLibrariesFirst_usesThemAndLosesNothing() throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            ForkedProgram.jars(Path.of(System.getProperty("all.target"), "foreign")),
            System.getProperty("all.jar"),
            ForkedProgram.ownEntries("test-classes|zerobus-testing-.*\\.jar|" + frameworkJars));
    List<String> arguments =
        List.of(
            configuration(folder), "-cp", classPath, application.getName(), String.valueOf(EVENTS));
    try (ForkedProgram program =
        ForkedProgram.start(folder, ServerEnvironment.of(server, TABLE), arguments)) {
      assertThat(program.awaitExit(30)).isZero();
      assertThat(program.consoleLines())
          .usingElementComparator((a, b) -> b.startsWith(a) || a.startsWith(b) ? 0 : 1)
          .contains(
              "uses grpc-core-1.50.",
              "uses okhttp-4.9.",
              "uses protobuf-java-3.21.",
              "uses jackson-databind-2.13.",
              "uses okio-2.8.",
              "uses kotlin-stdlib-1.6.");
      // Newer JDKs warn of what the old libraries do; of what is in the jar they have nothing to
      // say.
      assertThat(program.standardError()).doesNotContain("io.zerobus");
    }
    assertThat(Audit.of(server, TABLE, EVENTS).get("rows").intValue()).isEqualTo(EVENTS);
    assertThat(server.rows("SELECT count(exception_class) AS failures FROM " + TABLE))
        .containsExactly("{\"failures\":1}");
  }

  /** The argument of the JVM that names a configuration of the framework with the appender. */
  protected abstract String configuration(Path folder) throws IOException;
}
