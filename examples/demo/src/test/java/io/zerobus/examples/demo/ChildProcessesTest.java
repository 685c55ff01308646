// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, for it is their end that matters. */
class ChildProcessesTest {
  private static final Duration PLENTY = Duration.ofSeconds(30);

  private final ChildProcesses children = new ChildProcesses();

  @TempDir private Path folder;

  @AfterEach
  void endAll() {
    children.close();
  }

  @Test
  void stop_processThatSpeaksWhileItEnds_losesNoLine() throws Exception {
    Process process = children.start(program(SpeaksAtTheEnd.class));
    Path file = folder.resolve("out");
    ConsoleCapture<String> capture =
        ConsoleCapture.start("child", process.getInputStream(), file, line -> line);
    assertThat(capture.ready().get(PLENTY.toSeconds(), TimeUnit.SECONDS)).isEqualTo("ready");

    assertThat(ChildProcesses.stop(process, PLENTY)).isTrue();

    capture.awaitEnd(PLENTY);
    assertThat(Files.readAllLines(file)).containsExactly("ready", "last words");
  }

  @Test
  void stop_processThatDoesNotEnd_isKilled() throws Exception {
    Process process = children.start(program(NeverEnds.class));
    ConsoleCapture<String> capture =
        ConsoleCapture.start(
            "child", process.getInputStream(), folder.resolve("out"), line -> line);
    capture.ready().get(PLENTY.toSeconds(), TimeUnit.SECONDS);

    assertThat(ChildProcesses.stop(process, Duration.ofMillis(200))).isFalse();

    assertThat(process.waitFor(PLENTY.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void close_runningProcesses_endsThem() throws Exception {
    Process first = children.start(program(SpeaksAtTheEnd.class));
    Process second = children.start(program(SpeaksAtTheEnd.class));

    children.close();

    assertThat(first.isAlive()).isFalse();
    assertThat(second.isAlive()).isFalse();
  }

  @Test
  void start_afterClose_isRefused() {
    children.close();

    assertThatThrownBy(() -> children.start(program(SpeaksAtTheEnd.class)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void ready_outputEndsWithoutTheLine_fails() throws Exception {
    Process process = children.start(program(SpeaksAtTheEnd.class));
    ConsoleCapture<String> capture =
        ConsoleCapture.start(
            "child", process.getInputStream(), folder.resolve("out"), line -> null);

    ChildProcesses.stop(process, PLENTY);

    assertThatThrownBy(() -> capture.ready().get(PLENTY.toSeconds(), TimeUnit.SECONDS))
        .hasMessageContaining("its output ended");
  }

  @Test
  void capture_secretOfTheReadyLine_isNotInTheFile() throws Exception {
    String line = "{\"clientId\":\"me\",\"clientSecret\":\"s3cret\"}";
    Path file = folder.resolve("out");
    ConsoleCapture<String> capture =
        ConsoleCapture.start(
            "child",
            new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)),
            file,
            found -> found);

    assertThat(capture.ready().get(PLENTY.toSeconds(), TimeUnit.SECONDS)).contains("s3cret");

    capture.awaitEnd(PLENTY);
    assertThat(Files.readString(file)).contains("\"me\"").contains("***").doesNotContain("s3cret");
  }

  private static ProcessBuilder program(Class<?> main) {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }

  /** Waits for a signal; its shutdown hook prints a line. */
  static final class SpeaksAtTheEnd {
    private SpeaksAtTheEnd() {}

    public static void main(String[] args) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("last words")));
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
  }

  /** Does not end on SIGTERM. */
  static final class NeverEnds {
    private NeverEnds() {}

    public static void main(String[] args) throws InterruptedException {
      CountDownLatch never = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitForEver(never)));
      System.out.println("ready");
      never.await();
    }

    private static void awaitForEver(CountDownLatch never) {
      try {
        never.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
