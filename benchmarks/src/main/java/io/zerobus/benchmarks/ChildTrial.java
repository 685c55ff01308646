// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.IOException;
import java.util.List;

/** A trial that is one child JVM, which prints its results. */
record ChildTrial(String caseName, String contender, ChildJvm child) implements Trial {

  @Override
  public List<Result> run() throws IOException, InterruptedException {
    return child.run();
  }
}
