// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.local.ZerobusLocal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application of named modules, started with {@code java -p … -m app/main}. */
public abstract class ModulePathTests {

  private static final String PROGRAM =
      """
      package com.example.app;
      public final class Main {
        public static void main(String[] args) {
          var log = LOGGER_GETTER(Main.class);
          log.info("in {}", Main.class.getModule());
          log.info("with {}", log.getClass().getModule().getName());
          log.error("failed", new IllegalStateException("over"));
        }
      }
      """;

  /** Libraries of the tests, which an application would not have there; and other frameworks. */
  private static final Pattern NOT_OF_THE_APPLICATION =
      Pattern.compile(
          "[/\\\\](junit|opentest4j|apiguardian|assertj|awaitility|hamcrest|byte-buddy|surefire"
              + "|zerobus-local|zerobus-testing|test-classes"
              + "|logback-|slf4j-|jul-to-slf4j|log4j-|disruptor-)[^/\\\\]*$");

  private final String appenderModule;
  private final String apiModule;
  private final String loggerGetter;
  private final String frameworkModule;

  @TempDir Path folder;

  /**
   * @param appenderModule the module that is tested
   * @param apiModule the one that the application logs with
   * @param loggerGetter the method that gives it a logger for a class
   * @param frameworkModule where the logger comes from
   */
  protected ModulePathTests(
      String appenderModule, String apiModule, String loggerGetter, String frameworkModule) {
    this.appenderModule = appenderModule;
    this.apiModule = apiModule;
    this.loggerGetter = loggerGetter;
    this.frameworkModule = frameworkModule;
  }

  @Test
  void application_ofNamedModules_losesNothing() throws Exception {
    String modulePath = modulePath() + File.pathSeparator + compiledApplication();
    String table = "main.default.modules";
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table(table)
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      try (ForkedProgram program =
          ForkedProgram.start(
              folder,
              ServerEnvironment.of(server, table),
              List.of(configuration(folder), "-p", modulePath, "-m", "app/com.example.app.Main"))) {
        assertThat(program.awaitExit(30)).isZero();
        assertThat(program.standardError()).isEmpty();
      }
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();
      assertThat(server.rows("SELECT message FROM " + table + " ORDER BY seq"))
          .containsExactly(
              "{\"message\":\"in module app\"}",
              "{\"message\":\"with " + frameworkModule + "\"}",
              "{\"message\":\"failed\"}");
    }
  }

  /** The jars of the framework, of a line that has modules. */
  protected abstract Stream<Path> framework() throws IOException;

  /** The argument of the JVM that names a configuration of the framework with the appender. */
  protected abstract String configuration(Path folder) throws IOException;

  private Path compiledApplication() throws Exception {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path classes = folder.resolve("app");
    Path module =
        Files.writeString(
            sources.resolve("module-info.java"),
            "module app { requires " + apiModule + "; requires " + appenderModule + "; }");
    Path program =
        Files.writeString(
            sources.resolve("Main.java"), PROGRAM.replace("LOGGER_GETTER", loggerGetter));
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

  private String modulePath() throws IOException {
    try (Stream<Path> framework = framework()) {
      return Stream.concat(
              framework.map(Path::toString),
              Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                  .filter(entry -> !NOT_OF_THE_APPLICATION.matcher(entry).find()))
          .filter(entry -> Files.exists(Path.of(entry)))
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
