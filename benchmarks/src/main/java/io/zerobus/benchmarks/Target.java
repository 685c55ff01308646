// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * A figure that was set out to be reached. Immutable.
 *
 * @param text what is promised, for the reader
 * @param caseName the case in which it is measured
 * @param metric the metric of the case
 * @param contender who is to reach it
 * @param peer whom it is compared with; null for {@link Kind#VALUE}
 * @param kind what is made of the two figures
 * @param bound on which side of the limit the figure is to be
 * @param limit the limit, which is itself allowed
 */
public record Target(
    String text,
    String caseName,
    String metric,
    String contender,
    @Nullable String peer,
    Kind kind,
    Bound bound,
    double limit) {

  /** What is compared with the limit. */
  public enum Kind {
    /** The contender's figure by the peer's. */
    RATIO,
    /** The contender's figure less the peer's. */
    DIFFERENCE,
    /** The contender's figure. */
    VALUE
  }

  /** The side of the limit. */
  public enum Bound {
    AT_LEAST,
    AT_MOST
  }

  /** At least so many times the peer's figure. */
  public static Target atLeast(
      double ratio, String text, String caseName, String metric, String contender, String peer) {
    return new Target(text, caseName, metric, contender, peer, Kind.RATIO, Bound.AT_LEAST, ratio);
  }

  /** At most so many times the peer's figure. */
  public static Target atMost(
      double ratio, String text, String caseName, String metric, String contender, String peer) {
    return new Target(text, caseName, metric, contender, peer, Kind.RATIO, Bound.AT_MOST, ratio);
  }

  /** At most so much more than the peer's figure. */
  public static Target atMostAbove(
      double more, String text, String caseName, String metric, String contender, String peer) {
    return new Target(
        text, caseName, metric, contender, peer, Kind.DIFFERENCE, Bound.AT_MOST, more);
  }

  /** A figure of at most this. */
  public static Target atMost(
      double limit, String text, String caseName, String metric, String contender) {
    return new Target(text, caseName, metric, contender, null, Kind.VALUE, Bound.AT_MOST, limit);
  }

  /** Whether a figure reaches it. */
  public boolean isReachedBy(double figure) {
    return bound == Bound.AT_LEAST ? figure >= limit : figure <= limit;
  }
}
