// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.IOException;
import java.util.List;

/** One contender in one case. */
public interface Trial {

  /** What is done, in the same words for all contenders. */
  String caseName();

  /** Who does it. */
  String contender();

  /**
   * Runs it once, in processes of its own, and waits for the end. Whatever it throws is told as the
   * contender's failure; the other trials go on.
   */
  List<Result> run() throws IOException, InterruptedException;

  /** Whether it gives figures of this case: of its own, unless it says otherwise. */
  default boolean measures(String caseName) {
    return caseName().equals(caseName);
  }

  /** A trial that is one child and nothing else. */
  static Trial of(String caseName, String contender, ChildJvm child) {
    return new ChildTrial(caseName, contender, child);
  }
}
