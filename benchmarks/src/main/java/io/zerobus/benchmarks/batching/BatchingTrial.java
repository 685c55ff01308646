// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.batching;

import io.zerobus.benchmarks.ChildJvm;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Trial;
import java.io.IOException;
import java.util.List;

/** The appender with one setting changed, at full speed and at rest. */
record BatchingTrial(String contender, ChildJvm child) implements Trial {

  @Override
  public String caseName() {
    return BatchingRun.FULL;
  }

  @Override
  public boolean measures(String caseName) {
    return caseName.equals(BatchingRun.FULL) || caseName.equals(BatchingRun.CALM);
  }

  @Override
  public List<Result> run() throws IOException, InterruptedException {
    return child.run();
  }
}
