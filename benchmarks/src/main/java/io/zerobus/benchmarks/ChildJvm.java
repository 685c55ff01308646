// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a JVM of its own is started for one contender. Immutable; made by its builder.
 *
 * <p>Its standard error is read together with its standard output: lines that are {@link Result}s
 * are collected, the last of the others are told when it fails.
 */
public final class ChildJvm {

  /** An option that silences Logback: of programs that log themselves, which is not measured. */
  public static final String SILENT =
      "-Dlogback.configurationFile=io/zerobus/benchmarks/silent-logback.xml";

  private static final int LINES_KEPT = 30;

  private final List<String> command;
  private final Map<String, String> environment;
  private final Duration timeLimit;

  private ChildJvm(Builder builder) {
    command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(builder.jvmOptions);
    command.add("-cp");
    command.add(builder.classPath);
    command.add(builder.mainClass);
    command.addAll(builder.arguments);
    environment = Map.copyOf(builder.environment);
    timeLimit = builder.timeLimit;
  }

  /** A JVM with this main class. */
  public static Builder builder(Class<?> mainClass) {
    return new Builder(mainClass.getName());
  }

  /** The class path of this JVM. */
  public static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Those entries of the class path of this JVM whose file name matches. */
  public static String classPathOf(Predicate<String> fileName) {
    return Stream.of(classPath().split(File.pathSeparator, -1))
        .filter(entry -> fileName.test(Path.of(entry).getFileName().toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Runs it to its end and returns what it printed.
   *
   * @throws IOException when it cannot be started, ends with another code than 0, outlasts its time
   *     limit, or prints no result
   */
  public List<Result> run() throws IOException, InterruptedException {
    try (Running child = start()) {
      List<Result> results = new ArrayList<>();
      String line;
      while ((line = child.readLine()) != null) {
        Result result = Result.parse(line);
        if (result != null) {
          results.add(result);
        }
      }
      child.checkEnd();
      if (results.isEmpty()) {
        throw new IOException("it printed no result; " + child.lastLines());
      }
      return results;
    }
  }

  /** Starts it. The caller closes it. */
  public Running start() throws IOException {
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    // A JVM that reads options from its environment is not the one that is measured.
    process.environment().remove("JAVA_TOOL_OPTIONS");
    process.environment().putAll(environment);
    return new Running(process.start(), timeLimit);
  }

  /** A JVM that has been started. Not thread-safe. */
  public static final class Running implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final Duration timeLimit;
    private final AtomicBoolean outOfTime = new AtomicBoolean();
    private final Thread watch;
    // Owner: the thread that reads.
    private final Deque<String> lastLines = new ArrayDeque<>();

    private Running(Process process, Duration timeLimit) {
      this.process = process;
      this.timeLimit = timeLimit;
      output = process.inputReader(StandardCharsets.UTF_8);
      watch = new Thread(this::endInTime, "zerobus-benchmark-watch");
      watch.setDaemon(true);
      watch.start();
    }

    private void endInTime() {
      try {
        if (!process.waitFor(timeLimit.toNanos(), TimeUnit.NANOSECONDS)) {
          outOfTime.set(true);
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        // Closed.
      }
    }

    /** The number of its process. */
    public long pid() {
      return process.pid();
    }

    /** Waits for the next line that it prints; null at the end. */
    public @Nullable String readLine() throws IOException {
      String line = output.readLine();
      if (line != null) {
        if (lastLines.size() == LINES_KEPT) {
          lastLines.removeFirst();
        }
        lastLines.addLast(line);
      }
      return line;
    }

    /** Waits for a line that starts so, and returns the rest of it. */
    public String awaitLine(String start) throws IOException {
      String line;
      while ((line = readLine()) != null) {
        if (line.startsWith(start)) {
          return line.substring(start.length());
        }
      }
      throw new IOException("it ended without the line \"" + start + "\"; " + lastLines());
    }

    /** Writes a line to its standard input. */
    public void writeLine(String line) throws IOException {
      var input = process.outputWriter(StandardCharsets.UTF_8);
      input.write(line);
      input.newLine();
      input.flush();
    }

    /** Asks it to end, as a container platform would. */
    public void terminate() {
      process.destroy();
    }

    /** Waits for its end. */
    public void checkEnd() throws IOException, InterruptedException {
      int code = process.waitFor();
      if (outOfTime.get()) {
        throw new IOException(
            "it was still running after " + timeLimit.toSeconds() + " s; " + lastLines());
      }
      if (code != 0) {
        throw new IOException("exit code " + code + "; " + lastLines());
      }
    }

    private String lastLines() {
      return lastLines.isEmpty()
          ? "it printed nothing"
          : "its last lines:\n" + String.join("\n", lastLines);
    }

    @Override
    public void close() {
      watch.interrupt();
      process.destroyForcibly();
    }
  }

  /** Collects how the JVM is started. */
  public static final class Builder {

    private final String mainClass;
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String classPath = ChildJvm.classPath();
    private Duration timeLimit = Duration.ofMinutes(3);

    private Builder(String mainClass) {
      this.mainClass = mainClass;
    }

    /** Options of the JVM, as -Xmx. Added to those given before. */
    public Builder jvmOptions(String... options) {
      jvmOptions.addAll(List.of(options));
      return this;
    }

    /** Arguments of the program. Added to those given before. */
    public Builder arguments(String... given) {
      arguments.addAll(List.of(given));
      return this;
    }

    /** A variable of the environment, which is otherwise that of this JVM. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Default: the class path of this JVM. */
    public Builder classPath(String classPath) {
      this.classPath = classPath;
      return this;
    }

    /** After which it is killed. Default: 3 minutes. */
    public Builder timeLimit(Duration timeLimit) {
      this.timeLimit = timeLimit;
      return this;
    }

    /** Makes the value. */
    public ChildJvm build() {
      return new ChildJvm(this);
    }
  }
}
