// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.util.List;

/** A suite of given trials and targets. */
record FakeSuite(List<Trial> given, List<Target> targets) implements Suite {

  @Override
  public String what() {
    return "fake";
  }

  @Override
  public String title() {
    return "Fake";
  }

  @Override
  public String explanation() {
    return "Nothing is measured.";
  }

  @Override
  public List<Trial> trials(Effort effort) {
    return given;
  }
}
