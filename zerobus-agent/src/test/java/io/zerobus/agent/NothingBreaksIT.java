// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.ShortProgram;
import com.example.app.SilentProgram;
import com.example.app.ThrowingEvents;
import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is wrong with the agent, a program prints and ends as without it, and one line on
 * standard error says what is wrong.
 */
class NothingBreaksIT {

  private static final String PREFIX = "[zerobus-agent] ";
  private static final List<String> PRINTED =
      List.of("INFO line 0", "INFO line 1", "INFO in the shutdown hook");

  /** Logback's event, as far as a made-up logger needs it. */
  private static final String EVENT_FILE = "ch/qos/logback/classic/spi/ILoggingEvent.java";

  private static final String EVENT_SOURCE =
      "package ch.qos.logback.classic.spi;\npublic interface ILoggingEvent {}\n";

  @TempDir Path folder;

  static Stream<Path> javaHomes() {
    return AgentProgram.javaHomes();
  }

  @Test
  void missingConfigurationFile_isSaid() throws Exception {
    assertOneLine(logging().agentArgument(folder.resolve("none.properties").toString()))
        .startsWith(PREFIX + "ships nothing: the configuration file ")
        .contains("none.properties");
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void wrongSetting_isNamedWithValueAndRemedy(Path javaHome) throws Exception {
    assertOneLine(
            logging()
                .javaHome(javaHome)
                .shipsTo("http://127.0.0.1:1")
                .environment("ZEROBUS_BATCH_RECORDS", "none"))
        .isEqualTo(
            PREFIX
                + "Wrong setting batchRecords: \"none\": use a whole number from 1 to 100000."
                + " Events are not shipped");
  }

  @Test
  void noSettingAtAll_namesTheFirst() throws Exception {
    assertOneLine(logging()).startsWith(PREFIX).contains("serverEndpoint is missing");
  }

  @Test
  void enabledFalse_printsNothing() throws Exception {
    assertThat(errorsOf(logging().environment("ZEROBUS_ENABLED", "false"))).isEmpty();
    assertThat(errorsOf(logging().option("-Dzerobus.enabled=false"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void programThatLogsNothing_printsNothing(Path javaHome) throws Exception {
    assertThat(errorsOf(AgentProgram.in(folder).javaHome(javaHome), SilentProgram.class.getName()))
        .isEmpty();
  }

  @Test
  void endpointWhereNobodyListens_endsInTimeAndCountsWhatWasNotDelivered() throws Exception {
    List<String> lines =
        errorsOf(
            logging()
                .shipsTo("http://127.0.0.1:" + closedPort())
                .environment("ZEROBUS_SHUTDOWN_TIMEOUT", "1 s"));

    assertThat(lines).allMatch(line -> line.startsWith(PREFIX)).hasSize(3);
    assertThat(lines.get(0)).contains("ships the events of Logback 1.6");
    assertThat(lines.get(1)).contains("No delivery to main.default.nowhere", "Connection refused");
    assertThat(lines.get(2)).endsWith("Events not delivered when the JVM exits: 3");
  }

  @Test
  void agentGivenTwice_saysSoOnce() throws Exception {
    assertThat(
            errorsOf(
                AgentProgram.in(folder).option("-javaagent:" + AgentProgram.JAR),
                SilentProgram.class.getName()))
        .containsExactly(
            PREFIX + "runs already in this JVM; the second one stays idle: give -javaagent once");
  }

  /** A wrong file would be told of, were the agent to look at it. */
  @ParameterizedTest
  @ValueSource(strings = {"keytool -help", "jcmd -l"})
  void programOfTheJdk_isLeftAlone(String command) throws Exception {
    String[] program = command.split(" ");
    Path executable = Path.of(System.getProperty("java.home"), "bin", program[0]);
    String option = "-javaagent:" + AgentProgram.JAR + "=" + folder.resolve("none.properties");
    try (ForkedProgram forked =
        ForkedProgram.startCommand(
            folder,
            Map.of("JAVA_TOOL_OPTIONS", option),
            List.of(executable.toString(), program[1]))) {
      assertThat(forked.awaitExit(60)).isZero();
      assertThat(forked.standardError())
          .startsWith("Picked up JAVA_TOOL_OPTIONS: " + option)
          .doesNotContain(PREFIX);
    }
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void frameworkOfUnknownShape_isLeftAsItIs(Path javaHome) throws Exception {
    compile(
        "ch/qos/logback/classic/Logger.java",
        "package ch.qos.logback.classic;\n"
            + "public class Logger {\n"
            + "  public static void main(String[] args) { System.out.println(\"runs\"); }\n"
            + "}\n");

    assertThat(
            errorsOf(
                AgentProgram.in(folder).javaHome(javaHome).onClassPath(classes().toString()),
                "ch.qos.logback.classic.Logger"))
        .singleElement()
        .asString()
        .startsWith(PREFIX + "this Logback is of an unknown shape: ch.qos.logback.classic.Logger");
  }

  /** Logback's own types are missing here when the first event is to be read. */
  @Test
  void eventsThatCannotBeRead_doNotReachTheProgram() throws Exception {
    compile(
        EVENT_FILE,
        EVENT_SOURCE,
        "ch/qos/logback/classic/Logger.java",
        "package ch.qos.logback.classic;\n"
            + "import ch.qos.logback.classic.spi.ILoggingEvent;\n"
            + "public class Logger {\n"
            + "  public void callAppenders(ILoggingEvent event) { System.out.println(event); }\n"
            + "  public static void main(String[] args) {\n"
            + "    for (int i = 0; i < 30; i++) { new Logger().callAppenders(null); }\n"
            + "  }\n"
            + "}\n");
    AgentProgram program =
        AgentProgram.in(folder)
            .shipsTo("http://127.0.0.1:" + closedPort())
            .onClassPath(classes().toString());

    try (ForkedProgram forked = program.start("ch.qos.logback.classic.Logger")) {
      assertThat(forked.awaitExit(60)).isZero();
      assertThat(forked.consoleLines()).hasSize(30).containsOnly("null");
      // The loss is told too, when the exit leaves the time.
      assertThat(forked.standardError().lines())
          .as("standard error")
          .filteredOn(line -> !line.startsWith(PREFIX + "First event lost, encode: "))
          .singleElement()
          .asString()
          .startsWith(PREFIX + "cannot read the events of Logback in app");
    }
  }

  /** A loader may try a class again that did not link the first time. */
  @ParameterizedTest
  @MethodSource("javaHomes")
  void classThatIsDefinedAtTheSecondAttempt_isHookedInto(Path javaHome) throws Exception {
    compile(
        EVENT_FILE,
        EVENT_SOURCE,
        "ch/qos/logback/classic/Logger.java",
        "package ch.qos.logback.classic;\n"
            + "import ch.qos.logback.classic.spi.ILoggingEvent;\n"
            + "public class Logger implements Runnable, Late {\n"
            + "  public void callAppenders(ILoggingEvent event) { System.out.println(event); }\n"
            + "  public void run() { callAppenders(null); }\n"
            + "}\n",
        "ch/qos/logback/classic/Late.java",
        "package ch.qos.logback.classic;\npublic interface Late {}\n",
        "Main.java",
        "import java.nio.file.*;\n"
            + "public class Main extends ClassLoader {\n"
            + "  static boolean late;\n"
            + "  protected Class<?> loadClass(String name, boolean resolve)\n"
            + "      throws ClassNotFoundException {\n"
            + "    Class<?> loaded = findLoadedClass(name);\n"
            + "    if (loaded != null || !name.startsWith(\"ch.qos.\")) {\n"
            + "      return loaded != null ? loaded : super.loadClass(name, resolve);\n"
            + "    }\n"
            + "    if (!late && name.endsWith(\"Late\")) { throw new ClassNotFoundException(name); }\n"
            + "    try {\n"
            + "      Path file = Path.of(System.getProperty(\"java.class.path\").split(\":\")[1],\n"
            + "          name.replace('.', '/') + \".class\");\n"
            + "      byte[] bytes = Files.readAllBytes(file);\n"
            + "      return defineClass(name, bytes, 0, bytes.length);\n"
            + "    } catch (java.io.IOException e) { throw new ClassNotFoundException(name); }\n"
            + "  }\n"
            + "  public static void main(String[] args) throws Exception {\n"
            + "    Main loader = new Main();\n"
            + "    try {\n"
            + "      loader.loadClass(\"ch.qos.logback.classic.Logger\");\n"
            + "    } catch (NoClassDefFoundError e) { late = true; }\n"
            + "    ((Runnable) loader.loadClass(\"ch.qos.logback.classic.Logger\")\n"
            + "        .getConstructor().newInstance()).run();\n"
            + "  }\n"
            + "}\n");

    // That it asks for settings shows that the event has come to the agent.
    assertThat(
            errorsOf(
                AgentProgram.in(folder).javaHome(javaHome).onClassPath(classes().toString()),
                "Main"))
        .singleElement()
        .asString()
        .contains("serverEndpoint is missing");
  }

  /**
   * Two of the four events throw when they are read; one of these is shipped without its context.
   */
  @Test
  void eventThatThrowsWhenItIsRead_isCountedAndTheOthersAreShipped() throws Exception {
    AgentProgram program =
        logging()
            .shipsTo("http://127.0.0.1:" + closedPort())
            .environment("ZEROBUS_SHUTDOWN_TIMEOUT", "1 s");
    try (ForkedProgram forked = program.start(ThrowingEvents.class)) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isZero();
      assertThat(forked.consoleLines())
          .containsExactly("INFO good", "INFO bad", "INFO bad", "INFO good");
      assertThat(forked.standardError().lines())
          .as("standard error")
          .anyMatch(line -> line.startsWith(PREFIX + "First event lost, encode: "))
          .last()
          .isEqualTo(PREFIX + "Events not delivered when the JVM exits: 3");
    }
  }

  /** The program that runs is the compiler's, but the application is not. */
  @Test
  void sourceFile_isAnApplication() throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("App.java"),
            "public class App {\n"
                + "  public static void main(String[] args) {\n"
                + "    org.slf4j.LoggerFactory.getLogger(\"com.example.App\").info(\"line\");\n"
                + "  }\n"
                + "}\n");

    assertThat(errorsOf(logging(), source.toString()))
        .singleElement()
        .asString()
        .contains("serverEndpoint is missing");
  }

  private AgentProgram logging() throws IOException {
    return AgentProgram.in(folder).framework("logback-1.6", "logback-console.xml");
  }

  private static AbstractStringAssert<?> assertOneLine(AgentProgram program) throws Exception {
    List<String> lines = errorsOf(program);
    assertThat(lines).hasSize(1);
    return assertThat(lines.get(0));
  }

  /** What the program writes to standard error; all else must be as without the agent. */
  private static List<String> errorsOf(AgentProgram program) throws Exception {
    try (ForkedProgram forked = program.start(ShortProgram.class, "exit", "2")) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isEqualTo(3);
      assertThat(forked.consoleLines()).containsExactlyElementsOf(PRINTED);
      return forked.standardError().lines().toList();
    }
  }

  /** The same for a program that prints one line and does not log. */
  private static List<String> errorsOf(AgentProgram program, String main) throws Exception {
    try (ForkedProgram forked = program.start(main)) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isZero();
      assertThat(forked.consoleLines()).hasSize(1);
      return forked.standardError().lines().toList();
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Path classes() {
    return folder.resolve("classes");
  }

  /** Files and their texts in turn. */
  private void compile(String... filesAndTexts) throws IOException {
    String[] sources = new String[filesAndTexts.length / 2];
    for (int i = 0; i < sources.length; i++) {
      Path file =
          folder.resolve("sources").resolve(filesAndTexts[2 * i].replace('/', File.separatorChar));
      Files.createDirectories(file.getParent());
      sources[i] = Files.writeString(file, filesAndTexts[2 * i + 1]).toString();
    }
    String[] options = {"-d", classes().toString(), "-proc:none"};
    String[] arguments =
        Stream.concat(List.of(options).stream(), List.of(sources).stream()).toArray(String[]::new);
    int exitCode =
        ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.out, arguments);
    assertThat(exitCode).isZero();
  }
}
