// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process whose two outputs are read while it runs, so that it never waits for a reader. Its
 * standard input stays open until it is closed here or this JVM ends. Uses the JDK only.
 */
final class ChildProcess implements AutoCloseable {

  /** A process that has closed its outputs is about to end. */
  private static final Duration AFTER_OUTPUT = Duration.ofSeconds(2);

  private final Process process;
  private final Output standardOutput;
  private final Output standardError;

  private ChildProcess(Process process) {
    this.process = process;
    this.standardOutput = new Output(process.getInputStream(), "out");
    this.standardError = new Output(process.getErrorStream(), "err");
  }

  static ChildProcess start(List<String> command) {
    try {
      return new ChildProcess(new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All of standard error so far; at the end of the process, all of it. */
  String standardError() {
    return standardError.text(process);
  }

  /** All of standard output so far; at the end of the process, all of it. */
  String standardOutput() {
    return standardOutput.text(process);
  }

  /**
   * Waits for the first line of standard output.
   *
   * @throws IllegalStateException when it does not come; the message has standard error
   */
  String firstLine(Duration timeout) {
    String line = standardOutput.firstLine(timeout);
    if (line == null) {
      awaitExit(AFTER_OUTPUT);
      String why =
          process.isAlive()
              ? "the server is not ready after " + timeout.toSeconds() + " s"
              : "the server did not start (exit code " + process.exitValue() + ")";
      throw new IllegalStateException(why + ": " + standardError().strip());
    }
    return line;
  }

  /** Waits for the end and returns the exit code; a process that takes longer is killed. */
  int waitFor(Duration timeout) {
    if (!awaitExit(timeout)) {
      kill(timeout);
      throw new IllegalStateException(
          "process "
              + process.pid()
              + " did not end within "
              + timeout.toSeconds()
              + " s and was killed: "
              + standardError().strip());
    }
    return process.exitValue();
  }

  /** Ends the standard input of the process. */
  void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The other end is gone.
    }
  }

  /** Asks the process to end, and waits. */
  int stop(Duration timeout) {
    process.destroy();
    return waitFor(timeout);
  }

  /** Ends the process without asking, and waits until it is gone. */
  void kill(Duration timeout) {
    process.destroyForcibly();
    if (!awaitExit(timeout)) {
      throw new IllegalStateException("process " + process.pid() + " cannot be killed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    closeInput();
  }

  private boolean awaitExit(Duration timeout) {
    try {
      return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + process.pid(), e);
    }
  }

  /** What a process writes, read by a thread of its own. */
  private static final class Output {

    private final Thread thread;
    private final CountDownLatch firstLineOrEnd = new CountDownLatch(1);

    /** Guarded by itself. */
    private final StringBuilder text = new StringBuilder();

    Output(InputStream stream, String name) {
      thread = new Thread(() -> read(stream), "zerobus-local-" + name);
      thread.setDaemon(true);
      thread.start();
    }

    @Nullable String firstLine(Duration timeout) {
      try {
        if (!firstLineOrEnd.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
          return null;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
      synchronized (text) {
        int end = text.indexOf("\n");
        return end < 0 ? null : text.substring(0, end);
      }
    }

    String text(Process process) {
      if (!process.isAlive()) {
        awaitEnd();
      }
      synchronized (text) {
        return text.toString();
      }
    }

    private void awaitEnd() {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void read(InputStream stream) {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        String line;
        while ((line = reader.readLine()) != null) {
          synchronized (text) {
            text.append(line).append('\n');
          }
          firstLineOrEnd.countDown();
        }
      } catch (IOException e) {
        // The process was killed.
      }
      firstLineOrEnd.countDown();
    }
  }
}
