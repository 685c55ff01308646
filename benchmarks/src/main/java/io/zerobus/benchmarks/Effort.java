// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

/**
 * How much is measured. Immutable.
 *
 * @param rounds how often each contender runs each case
 * @param length how long one run is
 */
public record Effort(int rounds, Length length) {

  /** How long one run is. */
  public enum Length {
    /** As long as a figure that is published needs. */
    FULL,
    /** As short as shows that everything works; its figures are worth little. */
    QUICK
  }

  /** The one or the other, by the length of a run. */
  public <T> T choose(T full, T quick) {
    return length == Length.FULL ? full : quick;
  }
}
