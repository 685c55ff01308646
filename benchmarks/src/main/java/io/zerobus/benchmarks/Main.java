// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program behind benchmarks/run. */
public final class Main {

  private static final int ROUNDS = 5;
  private static final int ROUNDS_QUICK = 1;

  private Main() {}

  /** Arguments as benchmarks/run --help says; the working folder is benchmarks/. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> wanted = new ArrayList<>();
    int rounds = 0;
    Effort.Length length = Effort.Length.FULL;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--quick" -> length = Effort.Length.QUICK;
        default -> wanted.add(arguments[i]);
      }
    }
    if (rounds == 0) {
      rounds = length == Effort.Length.FULL ? ROUNDS : ROUNDS_QUICK;
    }
    Effort effort = new Effort(rounds, length);
    for (Suite suite : Suites.all()) {
      if (wanted.isEmpty() || wanted.contains(suite.what())) {
        Outcome outcome = new Alternation(suite, effort, System.err).run();
        outcome.write(Path.of("target", "results"));
      }
    }
  }
}
