// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The tool within this JVM, with surroundings of its own; what a run left is in its fields. */
final class ToolRun {
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  String out = "";
  String err = "";

  /** A table's record, as a real Unity Catalog server answers it. */
  static String realRecord() {
    try (InputStream in = ToolRun.class.getResourceAsStream("unity-catalog-app-logs.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  ToolRun variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ToolRun input(String text) {
    input = text;
    return this;
  }

  int run(String... args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(outBytes, false, StandardCharsets.UTF_8),
            new PrintStream(errBytes, false, StandardCharsets.UTF_8),
            environment);
    int exitCode = new Tool(surroundings).run(args);
    surroundings.out().flush();
    surroundings.err().flush();
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  /** What is written to standard output by a run that goes well. */
  String outputOf(String... args) {
    int exitCode = run(args);
    assertThat(err).isEmpty();
    assertThat(exitCode).isZero();
    return out;
  }

  /** The one line of a run that fails. */
  String errorOf(int expectedExitCode, String... args) {
    int exitCode = run(args);
    assertThat(exitCode).as(err).isEqualTo(expectedExitCode);
    assertThat(out).isEmpty();
    assertThat(err).startsWith("zerobus: ").endsWith("\n").hasLineCount(1);
    return err;
  }
}
