// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.CompilerRest;
import io.zerobus.benchmarks.Effort;

/**
 * Logs both kinds of events in turn, as an application does, so that none has the code for itself,
 * until the JVM's compilers have come to rest.
 */
final class WarmUp {

  /** Together no more than any queue has room for. */
  private static final int BURSTS_AT_ONCE = 16;

  private final CompilerRest rest;

  private WarmUp(CompilerRest rest) {
    this.rest = rest;
  }

  /** At least 6 s, then until 4 s have passed with less than 1 % of them compiled; at most 60 s. */
  static WarmUp of(Effort effort) {
    return new WarmUp(effort.choose(new CompilerRest(6, 4, 60), new CompilerRest(1, 1, 1)));
  }

  /** For what is measured twice for each contender, and beside other figures: 20 s at most. */
  static WarmUp ofWitness(Effort effort) {
    return new WarmUp(effort.choose(new CompilerRest(3, 2, 20), new CompilerRest(1, 1, 1)));
  }

  /**
   * Logs, and drains what is logged, until it is warm.
   *
   * @return how many events it has logged
   */
  long run(Contender contender) throws Exception {
    long logged = 0;
    while (!rest.hasCome()) {
      for (LogCall call : LogCall.values()) {
        for (int burst = 0; burst < BURSTS_AT_ONCE; burst++) {
          call.log(contender, (int) logged);
          logged += call.burst();
        }
        long unused = contender.settle(logged);
      }
    }
    return logged;
  }
}
