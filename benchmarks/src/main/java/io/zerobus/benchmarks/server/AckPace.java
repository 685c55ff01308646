// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import java.time.Duration;

/**
 * When a server acknowledges. Immutable.
 *
 * @param requests after so many requests of a stream at the latest
 * @param interval and as often
 */
public record AckPace(int requests, Duration interval) {

  /** After 1000 requests or 5 ms. */
  public static final AckPace USUAL = new AckPace(1000, Duration.ofMillis(5));

  /** As often only, however many requests wait. */
  public static AckPace every(Duration interval) {
    return new AckPace(Integer.MAX_VALUE, interval);
  }
}
