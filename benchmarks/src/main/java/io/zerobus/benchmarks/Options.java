// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked for. Immutable.
 *
 * @param suites in the order of the report
 */
record Options(Mode mode, List<Suite> suites, Effort effort) {

  /** What is to be done. */
  enum Mode {
    MEASURE,
    RENDER,
    GATE,
    RECORD
  }

  private static final int ROUNDS = 3;
  private static final int ROUNDS_QUICK = 1;
  private static final int MOST_ROUNDS = 100;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a message for who wrote it
   */
  static Options parse(String[] arguments) {
    Mode mode = Mode.MEASURE;
    Effort.Length length = Effort.Length.FULL;
    int rounds = 0;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = rounds(i + 1 < arguments.length ? arguments[++i] : "");
        case "--quick" -> length = Effort.Length.QUICK;
        case "--gate" -> mode = Mode.GATE;
        case "--record" -> mode = Mode.RECORD;
        case "--render" -> mode = Mode.RENDER;
        default -> names.add(arguments[i]);
      }
    }
    if (rounds == 0) {
      rounds = length == Effort.Length.FULL ? ROUNDS : ROUNDS_QUICK;
    }
    return new Options(mode, suites(names), new Effort(rounds, length));
  }

  private static int rounds(String text) {
    if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > MOST_ROUNDS) {
      throw new IllegalArgumentException(
          "--rounds takes a whole number from 1 to " + MOST_ROUNDS + ", not '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static List<Suite> suites(List<String> names) {
    List<String> known = Suites.all().stream().map(Suite::what).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "'" + name + "' is neither an option nor one of " + String.join(", ", known));
      }
    }
    return Suites.all().stream()
        .filter(suite -> names.isEmpty() || names.contains(suite.what()))
        .collect(Collectors.toUnmodifiableList());
  }
}
