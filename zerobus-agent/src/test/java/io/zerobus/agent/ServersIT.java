// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers of others, as they come out of their jars, ended by a signal: each line that they write
 * on their console is a row, the last one too.
 */
class ServersIT {

  private static final int SIGTERM_EXIT = 128 + 15;

  @TempDir Path folder;

  @Test
  void zooKeeper_withLogback() throws Exception {
    Path configuration =
        Files.writeString(
            folder.resolve("zoo.cfg"),
            "dataDir="
                + folder.resolve("data")
                + "\nclientPort=0\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n");
    AgentProgram program =
        AgentProgram.in(folder)
            .framework("logback-1.3", "logback-server.xml")
            .onClassPath(ForkedProgram.jars(jarsOf("zookeeper")));

    assertEachLineIsARow(
        program,
        "org.apache.zookeeper.server.ZooKeeperServerMain",
        configuration.toString(),
        "ZooKeeper audit is disabled");
  }

  /** It has its libraries, and so Log4j, in a class loader that it makes itself. */
  @Test
  void artemis_withLog4jInALoaderOfItsOwn() throws Exception {
    Path home = home("artemis", "log4j-2.26");
    AgentProgram program =
        AgentProgram.in(folder)
            .configuration("log4j2-server.xml")
            // Else Log4j's hook runs beside that of the server, whose last lines come and go.
            .option("-Dlog4j.shutdownHookEnabled=false")
            .option("-Dartemis.home=" + home)
            .option("-Dartemis.instance=" + folder)
            .option("-Dartemis.instance.etc=" + artemisConfiguration())
            .option("-Djava.security.auth.login.config=" + folder.resolve("etc/login.config"))
            .onClassPath(startJar(home).toString());

    List<String> console =
        assertEachLineIsARow(
            program,
            "org.apache.activemq.artemis.boot.Artemis",
            "run",
            "AMQ221001"); // it is active
    assertThat(console).last().asString().contains("AMQ221002"); // it has stopped
  }

  /** What a server writes at its start and at its end; that which is no event is not returned. */
  private List<String> assertEachLineIsARow(
      AgentProgram program, String main, String argument, String lastOfTheStart) throws Exception {
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table("main.default.server")
            .jvmArgs("-XX:TieredStopAtLevel=1")
            .start()) {
      List<String> console;
      try (ForkedProgram forked = program.shipsTo(server, "server").start(main, argument)) {
        await()
            .atMost(Duration.ofSeconds(90))
            .pollInterval(Duration.ofMillis(50))
            .until(
                () ->
                    forked.consoleLines().stream().anyMatch(line -> line.contains(lastOfTheStart)));
        forked.terminate();
        assertThat(forked.awaitExit(60)).as(forked.standardError()).isEqualTo(SIGTERM_EXIT);
        assertThat(forked.standardError().lines())
            .as("standard error")
            .singleElement()
            .asString()
            .startsWith("[zerobus-agent] ships the events of ");
        console = events(forked.consoleLines());
      }
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();
      List<String> rows = new ArrayList<>();
      ObjectMapper json = new ObjectMapper();
      for (String row :
          server.rows(
              "SELECT 'event ' || level || ' ' || logger || ' ' || message AS line"
                  + " FROM main.default.server")) {
        rows.add(json.readTree(row).get("line").textValue().lines().findFirst().orElse(""));
      }

      // The last line included; threads that log at the same time may come in any order.
      assertThat(console).hasSizeGreaterThan(8);
      assertThat(stripped(rows)).containsExactlyInAnyOrderElementsOf(stripped(console));
      return console;
    }
  }

  /** Those that the configuration of the test marks; others are parts of an event, or a banner. */
  private static List<String> events(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("event ")).collect(Collectors.toList());
  }

  private static List<String> stripped(List<String> lines) {
    return lines.stream().map(String::strip).collect(Collectors.toList());
  }

  private static Path jarsOf(String server) {
    return Path.of(System.getProperty("basedir", "."), "target", "servers", server)
        .toAbsolutePath();
  }

  /** As the server's archive has it: all jars in one folder. */
  private Path home(String server, String framework) throws IOException {
    Path home = folder.resolve("home");
    Path jars = Files.createDirectories(home.resolve("lib"));
    for (Path from : List.of(jarsOf(server), AgentProgram.jarsOf(framework))) {
      for (String jar : ForkedProgram.jars(from).split(File.pathSeparator)) {
        Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
      }
    }
    return home;
  }

  private static Path startJar(Path home) throws IOException {
    try (var jars = Files.list(home.resolve("lib"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("artemis-boot"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Path artemisConfiguration() throws IOException {
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Path broker =
        Files.writeString(
            etc.resolve("broker.xml"),
            "<configuration xmlns=\"urn:activemq\"><core xmlns=\"urn:activemq:core\">"
                + "<name>test</name><persistence-enabled>false</persistence-enabled>"
                + "<security-enabled>false</security-enabled>"
                + "<acceptors><acceptor name=\"in-vm\">vm://0</acceptor></acceptors>"
                + "</core></configuration>");
    Files.writeString(
        etc.resolve("bootstrap.xml"),
        "<broker xmlns=\"http://activemq.apache.org/schema\"><jaas-security domain=\"activemq\"/>"
            + "<server configuration=\""
            + broker.toUri().toString().replaceFirst("^file:///", "file:/")
            + "\"/></broker>");
    Files.writeString(
        etc.resolve("management.xml"),
        "<management-context xmlns=\"http://activemq.apache.org/schema\"/>");
    Files.writeString(
        etc.resolve("login.config"),
        "activemq { org.apache.activemq.artemis.spi.core.security.jaas.GuestLoginModule"
            + " required; };");
    return etc;
  }
}
