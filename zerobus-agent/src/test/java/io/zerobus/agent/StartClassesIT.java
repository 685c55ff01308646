// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.ShortProgram;
import com.example.app.SilentProgram;
import io.zerobus.testing.ForkedProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which classes the agent loads. Some of the JDK's decide at their first use what an application
 * gets of them for good, and others cost a start more than all else; so this is a list.
 */
class StartClassesIT {

  /**
   * Classes of the JDK that an agent may need which does nothing in most JVMs: to read its jar and
   * the environment, to be called, to be asked for classes, to hold a lock; and exceptions, for
   * which the verifier asks.
   */
  private static final String OF_THE_JDK =
      "java\\.(io\\.[^.]*|util\\.(jar|zip)\\.[^.]*|lang\\.instrument\\.[^.]*)"
          + "|java\\.(lang|lang\\.reflect|net)\\.[A-Za-z]*Exception"
          + "|java\\.lang\\.(ProcessEnvironment|ProcessImpl)(\\$.*)?|java\\.lang\\.Process"
          + "|java\\.lang\\.invoke\\.(LambdaForm|BoundMethodHandle)\\$.*"
          + "|jdk\\.internal\\.reflect\\.[^.]*"
          + "|java\\.net\\.URI(\\$.*)?|sun\\.nio\\.fs\\.UnixFileKey"
          + "|java\\.nio\\.charset\\.StandardCharsets|sun\\.nio\\.cs\\.[^.]*"
          + "|java\\.util\\.concurrent\\.(locks|ConcurrentHashMap).*";

  @TempDir Path folder;

  static Stream<Path> javaHomes() {
    return AgentProgram.javaHomes();
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void program_thatNeverLogs_loadsNoMoreThanTheHook(Path javaHome) throws Exception {
    List<String> classes =
        classesOf(AgentProgram.in(folder).javaHome(javaHome), SilentProgram.class);

    assertThat(classes)
        .filteredOn(name -> name.startsWith("io.zerobus."))
        .containsExactlyInAnyOrder(
            "io.zerobus.agent.ZerobusAgent",
            "io.zerobus.agent.ClassStore",
            "io.zerobus.agent.AgentLoader",
            "io.zerobus.agent.Agent",
            "io.zerobus.agent.AgentConsole",
            "io.zerobus.agent.AgentStatus",
            "io.zerobus.agent.Framework",
            "io.zerobus.agent.FrameworkHook",
            "io.zerobus.agent.JavaLang",
            "io.zerobus.agent.Shipping",
            // The verifier asks for these.
            "io.zerobus.log.ConfigFile",
            "io.zerobus.log.StatusSink",
            "io.zerobus.log.WrongSettingException");
    assertThat(classes)
        .contains("com.example.app.SilentProgram")
        .noneMatch(
            name ->
                name.matches(
                    "(java\\.util\\.logging|javax\\.management|java\\.lang\\.management"
                        + "|sun\\.management|org\\.slf4j|org\\.apache|ch\\.qos|net\\.bytebuddy"
                        + "|io\\.grpc|okhttp3|okio|kotlin|com\\.google|com\\.fasterxml)\\..*"));
  }

  /** Of the JDK no more than what reads a jar and defines a class; whatever agent it is. */
  @ParameterizedTest
  @MethodSource("javaHomes")
  void program_thatNeverLogs_needsLittleMoreOfTheJdkThanWithAnAgentThatDoesNothing(Path javaHome)
      throws Exception {
    List<String> classes =
        classesOf(AgentProgram.in(folder).javaHome(javaHome), SilentProgram.class);
    classes.removeAll(
        classesOf(AgentProgram.in(folder).javaHome(javaHome).idleAgent(), SilentProgram.class));

    assertThat(classes)
        .filteredOn(name -> !name.startsWith("io.zerobus."))
        .isNotEmpty()
        .allMatch(name -> name.matches(OF_THE_JDK));
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void program_thatLogs_choosesItsOwnLogManagerAndMBeanServer(Path javaHome) throws Exception {
    List<String> classes =
        classesOf(
            AgentProgram.in(folder)
                .javaHome(javaHome)
                .shipsTo("http://127.0.0.1:1")
                .environment("ZEROBUS_SHUTDOWN_TIMEOUT", "1 s")
                .framework("logback-1.6", "logback-console.xml"),
            ShortProgram.class,
            "return",
            "1");

    assertThat(classes)
        // The client has been at work.
        .contains("io.zerobus.log.LogShipper", "io.zerobus.shaded.io.grpc.Metadata")
        .noneMatch(
            name ->
                name.matches(
                    "java\\.util\\.logging\\.(LogManager|Logger|Handler)"
                        + "|java\\.lang\\.management\\.ManagementFactory"
                        + "|javax\\.management\\.MBeanServer"));
  }

  /** Off means that nothing of the agent is loaded but the class that finds out. */
  @ParameterizedTest
  @MethodSource("javaHomes")
  void program_withTheKillSwitch_loadsTheEntryClassOnly(Path javaHome) throws Exception {
    List<String> classes =
        classesOf(
            AgentProgram.in(folder).javaHome(javaHome).environment("ZEROBUS_ENABLED", "false"),
            SilentProgram.class);

    assertThat(classes)
        .filteredOn(name -> name.startsWith("io.zerobus."))
        .containsExactly("io.zerobus.agent.ZerobusAgent");
  }

  private List<String> classesOf(AgentProgram program, Class<?> main, String... arguments)
      throws Exception {
    Path list = Files.createTempFile(folder, "classes", ".txt");
    program.option("-Xlog:class+load=info:file=\"" + list + "\":none");
    try (ForkedProgram forked = program.start(main, arguments)) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isZero();
    }
    try (Stream<String> lines = Files.lines(list)) {
      return lines
          .map(line -> line.substring(0, Math.max(line.indexOf(' '), 0)))
          .filter(name -> !name.contains("$$Lambda"))
          .collect(Collectors.toList());
    }
  }
}
