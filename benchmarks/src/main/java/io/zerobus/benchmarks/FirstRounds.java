// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.IOException;
import java.util.List;

/** A trial that takes long, and so is left out after some rounds. Not thread-safe. */
public final class FirstRounds implements Trial {

  private final Trial trial;
  private int left;

  /**
   * @param rounds in how many it runs
   */
  public FirstRounds(Trial trial, int rounds) {
    this.trial = trial;
    this.left = rounds;
  }

  @Override
  public String caseName() {
    return trial.caseName();
  }

  @Override
  public String contender() {
    return trial.contender();
  }

  @Override
  public boolean measures(String caseName) {
    return trial.measures(caseName);
  }

  @Override
  public List<Result> run() throws IOException, InterruptedException {
    return left-- > 0 ? trial.run() : List.of();
  }
}
