// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import io.zerobus.benchmarks.appender.AppenderSuite;
import java.util.List;

/** All suites, in the order of the report. */
final class Suites {

  private static final List<Suite> ALL = List.of(new AppenderSuite());

  private Suites() {}

  static List<Suite> all() {
    return ALL;
  }
}
