// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import io.zerobus.benchmarks.Outcome;
import io.zerobus.benchmarks.Suite;
import io.zerobus.benchmarks.Target;
import java.util.ArrayList;
import java.util.List;

/** What was set out to be reached, and what was. */
final class TargetGrid {

  private TargetGrid() {}

  static Grid of(Suite suite, Outcome outcome) {
    List<List<String>> rows = new ArrayList<>();
    for (Target target : suite.targets()) {
      double reached = outcome.reached(target);
      rows.add(
          List.of(target.text(), limit(target), Numbers.text(reached), verdict(target, reached)));
    }
    return new Grid(List.of("target", "limit", "reached", ""), rows);
  }

  private static String limit(Target target) {
    return (target.bound() == Target.Bound.AT_LEAST ? "at least " : "at most ")
        + Numbers.text(target.limit());
  }

  private static String verdict(Target target, double reached) {
    if (Double.isNaN(reached)) {
      return "not measured";
    }
    return target.isReachedBy(reached) ? "yes" : "**no**";
  }
}
