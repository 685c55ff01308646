// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.util.List;

/**
 * A picture in the report. Immutable.
 *
 * @param file its name, without ending
 * @param title what stands above it, with the unit
 * @param kind how it is drawn
 * @param cases groups of bars, or the one case of the lines
 * @param metrics the one metric of the bars, or the points of the lines from left to right
 */
public record Plot(String file, String title, Kind kind, List<String> cases, List<String> metrics) {

  /** How it is drawn. */
  public enum Kind {
    /** A bar for each contender in each case; starts at 0. */
    BARS,
    /** A line for each contender; logarithmic. */
    LINES
  }

  /** Bars of one metric in several cases. */
  public static Plot bars(String file, String title, String metric, List<String> cases) {
    return new Plot(file, title, Kind.BARS, cases, List.of(metric));
  }

  /** Lines over several metrics, as percentiles, in one case. */
  public static Plot lines(String file, String title, String caseName, List<String> metrics) {
    return new Plot(file, title, Kind.LINES, List.of(caseName), metrics);
  }
}
