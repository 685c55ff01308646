// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.util.List;

/** The middle of several figures. */
final class Medians {

  private Medians() {}

  /** The middle one, or the mean of the two middle ones. NaN when one is NaN. */
  static double of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
