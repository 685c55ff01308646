// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of the tests in a JVM of its own, with a logback.xml that logs to console and table.
 */
final class ForkedApplication implements AutoCloseable {

  private static final String LOGBACK_XML =
      "<configuration>"
          + "<appender name='CONSOLE' class='ch.qos.logback.core.ConsoleAppender'>"
          + "<encoder><pattern>%level %msg%nopex%n</pattern></encoder></appender>"
          + "<appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'/>"
          + "<root level='INFO'>"
          + "<appender-ref ref='CONSOLE'/><appender-ref ref='ZEROBUS'/></root>"
          + "</configuration>";

  private final Process process;
  private final Path output;
  private final Path errors;

  private ForkedApplication(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** Starts the main class; all settings come from the environment. */
  static ForkedApplication start(
      Path folder, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    List<String> ofTheJvm = new ArrayList<>();
    ofTheJvm.add("-cp");
    ofTheJvm.add(System.getProperty("java.class.path"));
    ofTheJvm.add(main.getName());
    ofTheJvm.addAll(List.of(arguments));
    return start(folder, environment, LOGBACK_XML, ofTheJvm);
  }

  /** Starts a JVM with arguments of the caller's, which say what to run, and from where. */
  static ForkedApplication start(
      Path folder, Map<String, String> environment, String logbackXml, List<String> ofTheJvm)
      throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return start(java, folder, environment, logbackXml, ofTheJvm);
  }

  /** As above, with a JVM that may be another one than that of the tests. */
  static ForkedApplication start(
      Path java,
      Path folder,
      Map<String, String> environment,
      String logbackXml,
      List<String> ofTheJvm)
      throws IOException {
    Path configuration = Files.writeString(folder.resolve("logback.xml"), logbackXml);
    Path output = Files.createTempFile(folder, "out", ".txt");
    Path errors = Files.createTempFile(folder, "err", ".txt");
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-Dlogback.configurationFile=" + configuration);
    command.addAll(ofTheJvm);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    // A JVM that reads options from its environment says so on standard error.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    return new ForkedApplication(builder.start(), output, errors);
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
}
