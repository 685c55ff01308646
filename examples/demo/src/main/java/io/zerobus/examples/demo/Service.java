// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A child process that says in a line on standard output when it is ready.
 *
 * @param <T> what the ready line says
 */
final class Service<T> {
  private static final int SHOWN_LINES = 20;
  private static final Duration OUTPUT_END = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final ConsoleCapture<T> console;
  private final Path out;
  private final Path err;

  private Service(String name, Process process, ConsoleCapture<T> console, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.console = console;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts {@code java -jar} with an environment that points to nothing but this demo.
   *
   * @param readyLine what the ready line says; gives null for any other line
   */
  static <T> Service<T> start(
      ChildProcesses children,
      WorkFolder work,
      String name,
      List<String> jvmOptions,
      List<String> arguments,
      Map<String, String> environment,
      Function<String, @Nullable T> readyLine)
      throws DemoFailure {
    Path out = work.file(name + ".out");
    Path err = work.file(name + ".err");
    ProcessBuilder builder = JavaCommand.jar(jvmOptions, arguments);
    builder.environment().putAll(environment);
    builder.directory(work.root().toFile()).redirectError(err.toFile());
    try {
      Process process = children.start(builder);
      process.getOutputStream().close();
      ConsoleCapture<T> console =
          ConsoleCapture.start(name, process.getInputStream(), out, readyLine);
      return new Service<>(name, process, console, out, err);
    } catch (IOException e) {
      throw new DemoFailure(
          Demo.EXIT_NOT_STARTED, name + " could not be started: " + e.getMessage());
    }
  }

  T awaitReady(Duration timeout) throws DemoFailure, InterruptedException {
    try {
      return console.ready().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw failure(
          Demo.EXIT_NOT_STARTED, name + " was not ready within " + timeout.toSeconds() + " s");
    } catch (ExecutionException e) {
      if (!process.waitFor(OUTPUT_END.toNanos(), TimeUnit.NANOSECONDS)) {
        throw failure(Demo.EXIT_NOT_STARTED, name + " gave no ready line: " + e.getCause());
      }
      throw failure(
          Demo.EXIT_NOT_STARTED,
          name + " ended with exit code " + process.exitValue() + " before it was ready");
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean endsWithin(Duration wait) throws InterruptedException {
    return process.waitFor(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Ends the process with SIGTERM and returns its exit code; its output is complete then. */
  int stop(Duration grace) throws DemoFailure, InterruptedException {
    if (!ChildProcesses.stop(process, grace)) {
      throw failure(
          Demo.EXIT_FAILED,
          name + " did not end within " + grace.toSeconds() + " s of SIGTERM and was killed");
    }
    console.awaitEnd(OUTPUT_END);
    return process.exitValue();
  }

  /** Standard output so far. */
  Path consoleLog() {
    return out;
  }

  /** A failure that shows what the process said last. */
  DemoFailure failure(int exitCode, String what) {
    return new DemoFailure(exitCode, what + "." + lastOutput(line -> true));
  }

  /**
   * The last lines on standard output that the filter accepts, and on standard error; may be empty.
   */
  String lastOutput(Predicate<String> filter) {
    return tail("standard output", out, filter) + tail("standard error", err, line -> true);
  }

  private static String tail(String title, Path file, Predicate<String> filter) {
    if (!Files.exists(file)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(file)) {
      List<String> all = lines.filter(filter).toList();
      if (all.isEmpty()) {
        return "";
      }
      List<String> last = all.subList(Math.max(0, all.size() - SHOWN_LINES), all.size());
      return System.lineSeparator()
          + "Its last lines on "
          + title
          + ":"
          + System.lineSeparator()
          + "  "
          + String.join(System.lineSeparator() + "  ", last);
    } catch (IOException | UncheckedIOException e) {
      return System.lineSeparator() + "(" + file + " could not be read: " + e + ")";
    }
  }
}
