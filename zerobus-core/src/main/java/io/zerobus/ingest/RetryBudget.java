// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.function.LongUnaryOperator;

/**
 * Counts the attempts since the last progress and gives the delay before the next one: exponential,
 * with full jitter (evenly between 0 and the bound), so that many clients of a service that comes
 * back do not all call at once.
 *
 * <p>Only progress fills it up again, that is an acknowledgment. A handshake does not: a server
 * that accepts and then drops would be called for ever. Owner: the sender thread.
 */
final class RetryBudget {
  /** {@link #nextDelayNanos}: no attempt is left. */
  static final long EXHAUSTED = -1;

  private final RetryPolicy policy;
  private final LongUnaryOperator random;
  private int spent;

  /**
   * @param random gives a number from 0 to its argument, inclusive
   */
  RetryBudget(RetryPolicy policy, LongUnaryOperator random) {
    this.policy = policy;
    this.random = random;
  }

  /** Takes one attempt: the delay before it, or {@link #EXHAUSTED}. */
  long nextDelayNanos() {
    if (policy.maxRetries != RetryPolicy.UNLIMITED && spent >= policy.maxRetries) {
      return EXHAUSTED;
    }
    int doublings = Math.min(spent, 30);
    spent++;
    boolean beyond = policy.baseDelayNanos > policy.maxDelayNanos >> doublings;
    return random.applyAsLong(beyond ? policy.maxDelayNanos : policy.baseDelayNanos << doublings);
  }

  /** Something became durable. */
  void onProgress() {
    spent = 0;
  }

  /** Attempts taken since the last progress. */
  int spent() {
    return spent;
  }
}
