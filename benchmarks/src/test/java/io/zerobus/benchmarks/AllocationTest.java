// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.benchmarks.appender.AllocationSuite;
import org.junit.jupiter.api.Test;

/** The part of the gate that is the same on all machines: what a log call allocates. */
class AllocationTest {

  private static final Effort SHORT = new Effort(1, Effort.Length.QUICK);

  @Test
  void logCall_allocatesNoMoreThanRecorded() throws Exception {
    Suite suite = new AllocationSuite();
    Recorded recorded = Recorded.read().allocations();
    assertThat(recorded.entries()).as("benchmarks/recorded.json").isNotEmpty();

    Outcome outcome =
        new Alternation(suite, SHORT, System.out).run(trial -> recorded.needs(suite, trial));

    assertThat(outcome.failures()).isEmpty();
    assertThat(recorded.losses(suite, outcome)).isEmpty();
  }
}
