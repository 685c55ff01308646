// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.example.app.OtherAgent;
import com.sun.tools.attach.VirtualMachine;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar's commands against JVMs that log with Logback and were started without the agent. */
class AttachIT {

  private static final String TABLE = "main.default.attached";
  private static final String JAR = new File("target/zerobus-agent.jar").getAbsolutePath();
  private static final String SECRET_ARGUMENT = "--password=s3cret.jar";

  private static ZerobusLocal server;

  @TempDir Path folder;

  private int runs;

  @BeforeAll
  static void startServer() {
    server = ZerobusLocal.builder().table(TABLE).commitInterval(Duration.ofMillis(200)).start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void attach_toAnApplicationThatLogs_shipsWhatComesFromThen() throws Exception {
    try (ForkedProgram application = application(Map.of())) {
      Run first = tool(settings(), "attach", "" + application.pid());
      assertThat(first.err).isEmpty();
      assertThat(first.exitCode).isZero();
      assertThat(first.out)
          .contains(application.pid() + " (" + TickingApplication.class.getName() + ")")
          .containsPattern("ships the events of Logback [\\d.]+ in app to " + TABLE);
      assertThat(first.leftFiles).isEmpty();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !server.rows("SELECT seq FROM " + TABLE + " LIMIT 1").isEmpty());
      assertThat(
              server.rows(
                  "SELECT DISTINCT logger, left(message, 5) AS text FROM "
                      + TABLE
                      + " WHERE service NOT LIKE '%log%'"))
          .containsExactly("{\"logger\":\"" + Ticks.LOGGER + "\",\"text\":\"tick \"}");

      Run second = tool(settings(), "attach", "" + application.pid());
      assertThat(second.exitCode).isZero();
      assertThat(second.out).contains("runs already", "ships the events").hasLineCount(1);

      Run list = tool(Map.of(), "list");
      assertThat(list.exitCode).isZero();
      assertThat(list.err).isEmpty();
      assertThat(list.out)
          .containsPattern(
              application.pid() + " +" + TickingApplication.class.getName() + " +ships the events")
          .doesNotContain("s3cret");
      assertThat(application.standardError()).contains("[zerobus-agent] ships the events of");
    }
  }

  @Test
  void attach_toAnApplicationThatLogsWithLog4j_shipsWhatComesFromThen() throws Exception {
    try (ForkedProgram application =
        application(
            TickingLog4j.class,
            "log4j-(api|core).*\\.jar",
            Map.of("ZEROBUS_SERVICE_NAME", "log4j"),
            "-Dlog4j.configurationFile=" + ticking())) {
      Run run = tool(settings(), "attach", "" + application.pid());
      assertThat(run.err).isEmpty();
      assertThat(run.exitCode).isZero();
      assertThat(run.out).containsPattern("ships the events of Log4j [\\d.]+ in app to " + TABLE);
      String own = " FROM " + TABLE + " WHERE service = 'log4j'";
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !server.rows("SELECT seq" + own + " LIMIT 1").isEmpty());
      assertThat(server.rows("SELECT DISTINCT logger, left(message, 5) AS text" + own))
          .containsExactly("{\"logger\":\"" + Ticks.LOGGER + "\",\"text\":\"tick \"}");
      assertThat(server.rows("SELECT message" + own + " GROUP BY message HAVING count(*) > 1"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "logback, logback.configurationFile, logback-kinds-appender.xml",
    "log4j, log4j.configurationFile, log4j2-kinds-appender.xml"
  })
  void attach_toAnApplicationWithAZerobusAppender_leavesItsEventsToThat(
      String framework, String property, String configuration) throws Exception {
    boolean isLogback = framework.equals("logback");
    Map<String, String> environment = new HashMap<>(settings());
    environment.put("ZEROBUS_SERVICE_NAME", "own appender of " + framework);
    Path own = Path.of(System.getProperty("basedir", "."), "target", "test-classes");
    try (ForkedProgram application =
        started(
            isLogback ? TickingApplication.class : TickingLog4j.class,
            // All but the agent's own classes, which are not in their jar there.
            "(?!classes$|zerobus-agent).*",
            environment,
            "-D" + property + "=" + own.resolve(configuration).toAbsolutePath())) {
      String rows = " FROM " + TABLE + " WHERE service = 'own appender of " + framework + "'";
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !server.rows("SELECT seq" + rows + " LIMIT 1").isEmpty());
      Run run = tool(settings(), "attach", "" + application.pid());
      assertThat(run.err).isEmpty();
      assertThat(run.exitCode).isZero();
      assertThat(run.out)
          .contains("leaves the events of " + (isLogback ? "Logback" : "Log4j"))
          .contains("to the Zerobus appender in the application's own configuration");
      assertThat(application.standardError())
          .contains("leaves the events of")
          .doesNotContain("ships the events of");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> server.rows("SELECT seq" + rows + " LIMIT 400").size() == 400);
      assertThat(server.rows("SELECT message" + rows + " GROUP BY message HAVING count(*) > 1"))
          .isEmpty();
    }
  }

  private Path ticking() throws IOException {
    return Files.writeString(
        folder.resolve("ticking.xml"),
        "<Configuration><Appenders><Console name='C'><PatternLayout pattern='%m%n'/></Console>"
            + "</Appenders><Loggers><Root level='info'><AppenderRef ref='C'/></Root></Loggers>"
            + "</Configuration>");
  }

  @Test
  void attach_whenAnotherAgentHasTheClassWovenAnew_shipsOn() throws Exception {
    try (ForkedProgram application = application(Map.of("ZEROBUS_SERVICE_NAME", "anew"))) {
      assertThat(tool(settings(), "attach", "" + application.pid()).exitCode).isZero();
      VirtualMachine jvm = VirtualMachine.attach("" + application.pid());
      try {
        jvm.loadAgent(otherAgent().toString());
      } finally {
        jvm.detach();
      }
      assertThat(application.consoleLines()).contains(OtherAgent.DONE);
      long ticks = application.consoleLines().size();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  !server
                      .rows(
                          "SELECT seq FROM "
                              + TABLE
                              + " WHERE service = 'anew' AND substr(message, 6)::INT > "
                              + ticks)
                      .isEmpty());
      assertThat(
              server.rows(
                  "SELECT message FROM "
                      + TABLE
                      + " WHERE service = 'anew' GROUP BY message HAVING count(*) > 1"))
          .isEmpty();
      assertThat(application.standardError().lines())
          .filteredOn(line -> line.startsWith("[zerobus-agent]"))
          .hasSize(1);
    }
  }

  private Path otherAgent() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", OtherAgent.class.getName());
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    Path jar = folder.resolve("other-agent.jar");
    // Its class is on the application's class path.
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  @Test
  void attach_whatTheTargetFindsWrong_isSaidAndExitCode1() throws Exception {
    // The environment of the application is nearer than what is handed over.
    try (ForkedProgram application = application(Map.of("ZEROBUS_BUFFER_SIZE", "much"))) {
      Run run = tool(settings(), "attach", "" + application.pid());
      assertThat(run.exitCode).isEqualTo(1);
      assertThat(run.err).contains("failed: ", "bufferSize", "much").hasLineCount(1);
      assertThat(run.leftFiles).isEmpty();

      Run again = tool(settings(), "attach", "" + application.pid());
      assertThat(again.exitCode).isEqualTo(1);
      assertThat(again.err)
          .contains("runs already", "failed: ", "bufferSize", "restart that JVM")
          .hasLineCount(1);
    }
  }

  @Test
  void attach_toAJvmWithoutTheMechanism_saysWhichOptionItHas() throws Exception {
    try (ForkedProgram application = application(Map.of(), "-XX:+DisableAttachMechanism")) {
      Run run = tool(settings(), "attach", "" + application.pid());
      assertThat(run.exitCode).isEqualTo(1);
      assertThat(run.err).contains("-XX:+DisableAttachMechanism", "-javaagent").hasLineCount(1);
    }
  }

  @Test
  void attach_toAJvmWithoutDynamicLoading_saysWhichOptionItHas() throws Exception {
    assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
    try (ForkedProgram application = application(Map.of(), "-XX:-EnableDynamicAgentLoading")) {
      Run run = tool(settings(), "attach", "" + application.pid());
      assertThat(run.exitCode).isEqualTo(1);
      assertThat(run.err).contains("-XX:-EnableDynamicAgentLoading", "-javaagent").hasLineCount(1);
      assertThat(run.leftFiles).isEmpty();
    }
  }

  @Test
  void attach_toAProcessThatIsNoJvm_leavesItAlone() throws Exception {
    assumeThat(new File("/proc/self/status")).exists();
    Process sleep = new ProcessBuilder("sleep", "60").start();
    try {
      Run run = tool(settings(), "attach", "" + sleep.pid());
      assertThat(run.exitCode).isEqualTo(1);
      assertThat(run.err).contains("process " + sleep.pid() + " is no JVM").hasLineCount(1);
      assertThat(sleep.isAlive()).isTrue();
    } finally {
      sleep.destroyForcibly();
    }
  }

  @Test
  void doctor_isInTheJarToo() throws Exception {
    Run run = tool(settings(), "doctor");
    assertThat(run.err).isEmpty();
    assertThat(run.out).contains("OK      stream").doesNotContain(server.clientSecret());
    assertThat(run.exitCode).isZero();
  }

  private static Map<String, String> settings() {
    Map<String, String> environment = new HashMap<>();
    environment.put("ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint());
    environment.put("ZEROBUS_TABLE_NAME", TABLE);
    environment.put("DATABRICKS_HOST", server.workspaceUrl());
    environment.put("DATABRICKS_CLIENT_ID", server.clientId());
    environment.put("DATABRICKS_CLIENT_SECRET", server.clientSecret());
    return environment;
  }

  /** One that logs by now. */
  private ForkedProgram application(Map<String, String> environment, String... options)
      throws Exception {
    return application(TickingApplication.class, "(logback|slf4j).*\\.jar", environment, options);
  }

  private ForkedProgram application(
      Class<?> main, String framework, Map<String, String> environment, String... options)
      throws Exception {
    ForkedProgram application = started(main, framework, environment, options);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> application.consoleLines().stream().anyMatch(line -> line.contains("tick")));
    return application;
  }

  private ForkedProgram started(
      Class<?> main, String framework, Map<String, String> environment, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(
        List.of(
            "-cp",
            ForkedProgram.ownEntries("test-classes|" + framework),
            main.getName(),
            SECRET_ARGUMENT));
    return ForkedProgram.start(
        Files.createDirectory(folder.resolve("application")), environment, arguments);
  }

  private Run tool(Map<String, String> environment, String... arguments) throws Exception {
    Path own = Files.createDirectory(folder.resolve("tool-" + runs++));
    Path temporary = Files.createDirectory(own.resolve("tmp"));
    List<String> line = new ArrayList<>();
    line.add("-Djava.io.tmpdir=" + temporary);
    line.add("-jar");
    line.add(JAR);
    line.addAll(List.of(arguments));
    try (ForkedProgram program = ForkedProgram.start(own, environment, line)) {
      int exitCode = program.awaitExit(60);
      try (Stream<Path> left = Files.list(temporary)) {
        return new Run(
            exitCode,
            String.join("\n", program.consoleLines()),
            program.standardError(),
            left.map(Path::toString).toList());
      }
    }
  }

  /** What a run of the tool left. */
  private record Run(int exitCode, String out, String err, List<String> leftFiles) {}
}
