// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of the tests in a JVM of its own. */
public final class ForkedProgram implements AutoCloseable {

  private final Process process;
  private final Path output;
  private final Path errors;

  private ForkedProgram(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** Starts a JVM like that of the tests, with these arguments. */
  public static ForkedProgram start(
      Path folder, Map<String, String> environment, List<String> arguments) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return start(java, folder, environment, arguments);
  }

  /** As above, with a JVM that may be another one. */
  public static ForkedProgram start(
      Path java, Path folder, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(arguments);
    return startCommand(folder, environment, command);
  }

  /** Starts another program. */
  public static ForkedProgram startCommand(
      Path folder, Map<String, String> environment, List<String> command) throws IOException {
    Path output = Files.createTempFile(folder, "out", ".txt");
    Path errors = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    // A JVM that reads options from its environment says so on standard error.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    return new ForkedProgram(builder.start(), output, errors);
  }

  /** The jars of a folder, joined as a class path. */
  public static String jars(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
    }
  }

  /** Those entries of the tests' own class path whose file name matches. */
  public static String ownEntries(String pattern) {
    return joined(entry -> entry.matches(pattern));
  }

  /** All others. */
  public static String ownEntriesBut(String pattern) {
    return joined(entry -> !entry.matches(pattern));
  }

  private static String joined(Predicate<String> fileName) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> fileName.test(Path.of(entry).getFileName().toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The number of its process. */
  public long pid() {
    return process.pid();
  }

  /** Waits for the end and returns the exit code. */
  public int awaitExit(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + seconds + " s");
    }
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** What it has printed so far. */
  public List<String> consoleLines() throws IOException {
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  /** What it has written to standard error so far. */
  public String standardError() throws IOException {
    return Files.readString(errors, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
