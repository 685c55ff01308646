// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.util.List;

/** A suite of given trials, targets and plots. */
public record FakeSuite(List<Trial> given, List<Target> targets, List<Plot> plots)
    implements Suite {

  /** Without plots. */
  FakeSuite(List<Trial> given, List<Target> targets) {
    this(given, targets, List.of());
  }

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
