// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.local.ZerobusLocal;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application of named modules, started with {@code java -p … -m app/main}. */
class ModulePathIT {

  private static final String MODULE =
      "module app { requires org.apache.logging.log4j; requires io.zerobus.log4j2; }";
  private static final String PROGRAM =
      "package com.example.app;\n"
          + "public final class Main {\n"
          + "  public static void main(String[] args) {\n"
          + "    var log = org.apache.logging.log4j.LogManager.getLogger(Main.class);\n"
          + "    log.info(\"in {}\", Main.class.getModule());\n"
          + "    log.info(\"with {}\", log.getClass().getModule().getName());\n"
          + "    log.error(\"failed\", new IllegalStateException(\"over\"));\n"
          + "  }\n"
          + "}\n";

  /** Libraries of the tests, which an application would not have there; and another Log4j. */
  private static final Pattern NOT_OF_THE_APPLICATION =
      Pattern.compile(
          "[/\\\\](junit|opentest4j|apiguardian|assertj|awaitility|hamcrest|byte-buddy|surefire"
              + "|zerobus-local|test-classes|log4j-|slf4j-|disruptor-)[^/\\\\]*$");

  @TempDir Path folder;

  @Test
  void application_ofNamedModules_losesNothing() throws Exception {
    String modulePath = modulePath() + File.pathSeparator + compiledApplication();
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table("main.default.modules")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      try (ForkedApplication application =
          ForkedApplication.in(folder)
              .startModules(environment(server), modulePath, "app/com.example.app.Main")) {
        assertThat(application.awaitExit(30)).isZero();
        assertThat(application.standardError()).isEmpty();
      }
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();
      assertThat(server.rows("SELECT message FROM main.default.modules ORDER BY seq"))
          .containsExactly(
              "{\"message\":\"in module app\"}",
              "{\"message\":\"with org.apache.logging.log4j.core\"}",
              "{\"message\":\"failed\"}");
    }
  }

  private Path compiledApplication() throws Exception {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path classes = folder.resolve("app");
    Path module = Files.writeString(sources.resolve("module-info.java"), MODULE);
    Path program = Files.writeString(sources.resolve("Main.java"), PROGRAM);
    int exitCode =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.out,
                "-d",
                classes.toString(),
                "-p",
                modulePath(),
                module.toString(),
                program.toString());
    assertThat(exitCode).isZero();
    return classes;
  }

  private static String modulePath() throws Exception {
    Path newest = Path.of(System.getProperty("basedir", "."), "target", "log4j", "newest");
    try (Stream<Path> framework = Files.list(newest)) {
      return Stream.concat(
              framework.map(Path::toString).filter(jar -> jar.matches(".*log4j-(api|core)-.*")),
              Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                  .filter(entry -> !NOT_OF_THE_APPLICATION.matcher(entry).find()))
          .filter(entry -> Files.exists(Path.of(entry)))
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static Map<String, String> environment(ZerobusLocal server) {
    return Map.of(
        "ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint(),
        "ZEROBUS_WORKSPACE_URL", server.workspaceUrl(),
        "ZEROBUS_TABLE_NAME", "main.default.modules",
        // A busy machine takes its time to connect.
        "ZEROBUS_SHUTDOWN_TIMEOUT", "20 s",
        "DATABRICKS_CLIENT_ID", server.clientId(),
        "DATABRICKS_CLIENT_SECRET", server.clientSecret());
  }
}
