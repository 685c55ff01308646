// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What one contender reached by one metric of one case, over all rounds. Immutable.
 *
 * @param values one for each round, in order; at least one
 * @param dropped in all rounds
 * @param errors in all rounds
 */
public record Figure(
    String caseName,
    String contender,
    String metric,
    String unit,
    List<Double> values,
    long dropped,
    long errors) {

  /** The middle one of the rounds, or the mean of the two middle ones. */
  public double median() {
    return Medians.of(values);
  }

  /** The least of the rounds. */
  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The greatest of the rounds. */
  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /**
   * This figure by a peer's: the median of the ratios of each round, which ran side by side; of the
   * medians when a round of one is missing. NaN when the peer's figure is 0.
   */
  public double ratioTo(Figure peer) {
    return Medians.of(ratios(peer));
  }

  /** The least of these ratios. */
  double leastRatioTo(Figure peer) {
    return ratios(peer).stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  /** The greatest of these ratios. */
  double greatestRatioTo(Figure peer) {
    return ratios(peer).stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  private List<Double> ratios(Figure peer) {
    if (values.size() != peer.values.size()) {
      return List.of(quotient(median(), peer.median()));
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(quotient(values.get(round), peer.values.get(round)));
    }
    return ratios;
  }

  private static double quotient(double figure, double peer) {
    return peer == 0 ? Double.NaN : figure / peer;
  }
}
