// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.PrintStream;
import java.time.Duration;

/** Shows how far a step is: on a terminal in one line that changes, elsewhere in plain lines. */
final class Progress {
  private static final Duration PLAIN_PERIOD = Duration.ofSeconds(2);
  private static final String INDENT = "      ";

  private final PrintStream out;
  private final boolean terminal;
  private Duration nextPlainLine = PLAIN_PERIOD;
  private int width;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void show(Duration elapsed, String text) {
    if (terminal) {
      out.print("\r" + INDENT + text + " ".repeat(Math.max(0, width - text.length())));
      out.flush();
      width = text.length();
    } else if (elapsed.compareTo(nextPlainLine) >= 0) {
      out.println(INDENT + text);
      nextPlainLine = elapsed.plus(PLAIN_PERIOD);
    }
  }

  /** Clears the line that changes; what is printed next begins at its start. */
  void end() {
    if (terminal && width > 0) {
      out.print("\r" + " ".repeat(INDENT.length() + width) + "\r");
      out.flush();
      width = 0;
    }
  }
}
