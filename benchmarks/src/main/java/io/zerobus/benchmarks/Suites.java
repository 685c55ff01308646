// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import io.zerobus.benchmarks.agent.AgentSuite;
import io.zerobus.benchmarks.appender.AllocationSuite;
import io.zerobus.benchmarks.appender.AppenderSuite;
import io.zerobus.benchmarks.batching.BatchingSuite;
import io.zerobus.benchmarks.endtoend.EndToEndSuite;
import io.zerobus.benchmarks.sdk.SdkSuite;
import io.zerobus.benchmarks.trouble.TroubleSuite;
import java.util.List;

/** All suites, in the order of the report. */
final class Suites {

  private static final List<Suite> ALL =
      List.of(
          new SdkSuite(),
          new AppenderSuite(),
          new AllocationSuite(),
          new EndToEndSuite(),
          new BatchingSuite(),
          new TroubleSuite(),
          new AgentSuite());

  private Suites() {}

  static List<Suite> all() {
    return ALL;
  }
}
