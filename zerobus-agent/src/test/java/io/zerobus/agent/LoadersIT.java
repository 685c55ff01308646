// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.Redeployer;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frameworks that are elsewhere than on the class path: in loaders of their own, and in modules.
 */
class LoadersIT {

  @TempDir static Path folder;

  private static ZerobusLocal server;
  private static final List<String> COLLECTED = new ArrayList<>();

  /** All programs, then one stop of the server, which makes it commit. */
  @BeforeAll
  static void runAll() throws Exception {
    server =
        ZerobusLocal.builder()
            .table("main.default.loaders")
            .table("main.default.slf4j_module")
            .table("main.default.log4j_module")
            .commitInterval(Duration.ofMillis(200))
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start();
    for (Path home : AgentProgram.javaHomes().toList()) {
      redeploy(home, "logback-1.6", "logback-console.xml");
      redeploy(home, "log4j-2.26", "log4j2-kinds.xml");
    }
    startModules(
        "logback-1.6",
        "logback-console.xml",
        "slf4j_module",
        "org.slf4j",
        "org.slf4j.LoggerFactory.getLogger");
    startModules(
        "log4j-2.26",
        "log4j2-kinds.xml",
        "log4j_module",
        "org.apache.logging.log4j",
        "org.apache.logging.log4j.LogManager.getLogger");
    server.stop();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void frameworksInLoadersOfTheirOwn_areShippedAndCollected() {
    int runs = COLLECTED.size();

    assertThat(COLLECTED).isNotEmpty().containsOnly("collected 2");
    assertThat(
            server.rows(
                "SELECT message, count(*) AS n FROM main.default.loaders GROUP BY 1 ORDER BY 1"))
        .containsExactly(
            "{\"message\":\"from application 1\",\"n\":" + runs + "}",
            "{\"message\":\"from application 2\",\"n\":" + runs + "}");
  }

  @Test
  void frameworkOnTheModulePath_isShipped() {
    assertThat(server.rows("SELECT message FROM main.default.slf4j_module"))
        .containsExactly("{\"message\":\"in module app with ch.qos.logback.classic\"}");
    assertThat(server.rows("SELECT message FROM main.default.log4j_module"))
        .containsExactly("{\"message\":\"in module app with org.apache.logging.log4j.core\"}");
  }

  private static void redeploy(Path javaHome, String framework, String configuration)
      throws Exception {
    AgentProgram program =
        AgentProgram.in(folder)
            .javaHome(javaHome)
            .shipsTo(server, "loaders")
            // Log4j's own hook and what it keeps for each thread would hold the loader without us.
            .option("-Dlog4j.shutdownHookEnabled=false")
            .option("-Dlog4j2.enable.threadlocals=false")
            .configuration(configuration);
    String jars = ForkedProgram.jars(AgentProgram.jarsOf(framework));
    try (ForkedProgram forked = program.start(Redeployer.class, jars.split(File.pathSeparator))) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isZero();
      assertThat(forked.standardError().lines())
          .as("standard error")
          .hasSize(2)
          .allMatch(line -> line.matches("\\[zerobus-agent] .* in application-[12] to .*"));
      List<String> printed = forked.consoleLines();
      COLLECTED.add(printed.get(printed.size() - 1));
    }
  }

  private static void startModules(
      String framework, String configuration, String table, String required, String getLogger)
      throws Exception {
    String jars = ForkedProgram.jars(AgentProgram.jarsOf(framework));
    Path classes = compiled(table, jars, required, getLogger);
    AgentProgram program =
        AgentProgram.in(folder).shipsTo(server, table).configuration(configuration);
    try (ForkedProgram forked =
        program.startModules(jars + File.pathSeparator + classes, "app/com.example.modules.Main")) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isZero();
      assertThat(forked.standardError().lines())
          .as("standard error")
          .singleElement()
          .asString()
          .startsWith("[zerobus-agent] ships the events of ");
    }
  }

  private static Path compiled(String name, String jars, String required, String getLogger)
      throws Exception {
    Path sources = Files.createDirectories(folder.resolve(name));
    Path module =
        Files.writeString(
            sources.resolve("module-info.java"), "module app { requires " + required + "; }");
    Path program =
        Files.writeString(
            sources.resolve("Main.java"),
            "package com.example.modules;\n"
                + "public final class Main {\n"
                + "  public static void main(String[] args) {\n"
                + "    var log = "
                + getLogger
                + "(\"com.example.App\");\n"
                + "    log.info(\"in {} with {}\", Main.class.getModule(),\n"
                + "        log.getClass().getModule().getName());\n"
                + "  }\n"
                + "}\n");
    Path classes = sources.resolve("classes");
    int exitCode =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.out,
                "-proc:none",
                "-d",
                classes.toString(),
                "-p",
                jars,
                module.toString(),
                program.toString());
    assertThat(exitCode).isZero();
    return classes;
  }
}
