// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Copies a child's standard output line by line into a file, on a thread of its own, and finds its
 * ready line.
 *
 * @param <T> what the ready line says
 */
final class ConsoleCapture<T> {
  /** The local server prints a secret for its clients; no file needs it. */
  private static final Pattern SECRET = Pattern.compile("(\"clientSecret\"\\s*:\\s*\")[^\"]*");

  private final InputStream in;
  private final Path file;
  private final Function<String, @Nullable T> readyLine;
  private final CompletableFuture<T> ready = new CompletableFuture<>();
  private final Thread thread;

  private ConsoleCapture(
      String name, InputStream in, Path file, Function<String, @Nullable T> readyLine) {
    this.in = in;
    this.file = file;
    this.readyLine = readyLine;
    thread = new Thread(this::copy, "demo-" + name + "-output");
    thread.setDaemon(true);
  }

  static <T> ConsoleCapture<T> start(
      String name, InputStream in, Path file, Function<String, @Nullable T> readyLine) {
    ConsoleCapture<T> capture = new ConsoleCapture<>(name, in, file, readyLine);
    capture.thread.start();
    return capture;
  }

  /** Completes with the ready line; fails when the output ends without one. */
  CompletableFuture<T> ready() {
    return ready;
  }

  /** Waits until the process has closed its output, so that the file is complete. */
  void awaitEnd(Duration timeout) throws InterruptedException {
    thread.join(timeout.toMillis());
  }

  private void copy() {
    // Decodes with replacement: a byte that is no UTF-8 must not end the copy.
    try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        BufferedWriter writer = Files.newBufferedWriter(file)) {
      String line;
      while ((line = reader.readLine()) != null) {
        writer.write(SECRET.matcher(line).replaceAll("$1***"));
        writer.newLine();
        writer.flush();
        if (!ready.isDone()) {
          T found = readyLine.apply(line);
          if (found != null) {
            ready.complete(found);
          }
        }
      }
      ready.completeExceptionally(new EOFException("its output ended"));
    } catch (IOException | RuntimeException e) {
      ready.completeExceptionally(e);
    }
  }
}
