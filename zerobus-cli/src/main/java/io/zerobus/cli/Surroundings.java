// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the tool reads from and writes to, beside files.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param environment variables of the environment
 */
record Surroundings(
    InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {

  static Surroundings ofProcess() {
    return new Surroundings(System.in, System.out, System.err, System.getenv());
  }

  /** A variable's value; null when it is not set, or blank. */
  @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.trim();
  }

  /** Writes a result to standard output, in UTF-8. */
  void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ToolException("standard output cannot be written: " + e.getMessage());
    }
    if (out.checkError()) {
      throw new ToolException("standard output cannot be written");
    }
  }
}
