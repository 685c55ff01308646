// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program of the tests in a JVM of its own, with a log4j2.xml that logs to console, file and
 * table.
 */
final class ForkedApplication implements AutoCloseable {

  private static final String LOG4J2_XML =
      "<Configuration shutdownHook='%s'><Appenders>"
          + "<Console name='CONSOLE'>"
          + "<PatternLayout pattern='%%level %%msg%%n' alwaysWriteExceptions='false'/></Console>"
          + "<RollingFile name='FILE' fileName='%s' filePattern='%s.%%i'>"
          + "<PatternLayout pattern='%%msg%%n' alwaysWriteExceptions='false'/>"
          + "<SizeBasedTriggeringPolicy size='1 MB'/></RollingFile>"
          + "<Zerobus name='ZEROBUS'/>"
          + "</Appenders><Loggers><Root level='info'>"
          + "<AppenderRef ref='CONSOLE'/><AppenderRef ref='FILE'/><AppenderRef ref='ZEROBUS'/>"
          + "</Root></Loggers></Configuration>";

  private final Process process;
  private final Path output;
  private final Path errors;

  private ForkedApplication(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  static Starter in(Path folder) {
    return new Starter(folder);
  }

  /** Waits for the end and returns the exit code. */
  int awaitExit(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + seconds + " s");
    }
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  List<String> consoleLines() throws IOException {
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  String standardError() throws IOException {
    return Files.readString(errors, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** What the program is started with. */
  static final class Starter {

    private final Path folder;
    private final List<String> jvmOptions = new ArrayList<>();
    private String log4jsOwnHook = "enable";
    private @Nullable String log4jVersion;

    private Starter(Path folder) {
      this.folder = folder;
    }

    /** As Spring Boot and servlet containers have it. */
    Starter withoutLog4jsOwnHook() {
      log4jsOwnHook = "disable";
      return this;
    }

    /** Another Log4j than the tests themselves have: one of the folders that the build fills. */
    Starter withLog4j(String version) {
      log4jVersion = version;
      return this;
    }

    Starter jvmOption(String option) {
      jvmOptions.add(option);
      return this;
    }

    /** Starts the main class; all settings come from the environment. */
    ForkedApplication start(Map<String, String> environment, Class<?> main, String... arguments)
        throws IOException {
      List<String> program = new ArrayList<>(List.of("-cp", classPath(), main.getName()));
      program.addAll(List.of(arguments));
      return start(environment, program);
    }

    /** Starts the main class of a module, given as {@code module/class}. */
    ForkedApplication startModules(
        Map<String, String> environment, String modulePath, String moduleAndClass)
        throws IOException {
      return start(environment, List.of("-p", modulePath, "-m", moduleAndClass));
    }

    private ForkedApplication start(Map<String, String> environment, List<String> program)
        throws IOException {
      Path file = folder.resolve("application.log");
      Path configuration =
          Files.writeString(
              folder.resolve("log4j2.xml"), String.format(LOG4J2_XML, log4jsOwnHook, file, file));
      Path output = Files.createTempFile(folder, "out", ".txt");
      Path errors = Files.createTempFile(folder, "err", ".txt");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Dlog4j2.configurationFile=" + configuration);
      command.addAll(jvmOptions);
      command.addAll(program);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      // A JVM that reads options from its environment says so on standard error.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().putAll(environment);
      return new ForkedApplication(builder.start(), output, errors);
    }

    private String classPath() throws IOException {
      String own = System.getProperty("java.class.path");
      if (log4jVersion == null) {
        return own;
      }
      Path jars = Path.of(System.getProperty("basedir", "."), "target", "log4j", log4jVersion);
      try (Stream<Path> found = Files.list(jars)) {
        return Stream.concat(
                found.map(Path::toString),
                Arrays.stream(own.split(File.pathSeparator))
                    .filter(entry -> !entry.matches(".*[/\\\\](log4j-|disruptor-)[^/\\\\]*\\.jar")))
            .collect(Collectors.joining(File.pathSeparator));
      }
    }
  }
}
