// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * When a stream connects again after a failure; an immutable value.
 *
 * <p>Two ways to use it: the SDK gives up after a number of attempts without progress; the log
 * shipper never does, and after a final refusal (wrong secret, missing table) it only asks seldom.
 */
public final class RetryPolicy {
  /** Attempts without end. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** A final refusal ends the stream. */
  public static final long NEVER = -1;

  final int maxRetries;
  final long baseDelayNanos;
  final long maxDelayNanos;
  final long refusedDelayNanos;

  private RetryPolicy(
      int maxRetries, long baseDelayNanos, long maxDelayNanos, long refusedDelayNanos) {
    if (maxRetries < 0 || baseDelayNanos < 0 || maxDelayNanos < baseDelayNanos) {
      throw new IllegalArgumentException(
          "retries " + maxRetries + ", delays " + baseDelayNanos + " to " + maxDelayNanos + " ns");
    }
    this.maxRetries = maxRetries;
    this.baseDelayNanos = baseDelayNanos;
    this.maxDelayNanos = maxDelayNanos;
    this.refusedDelayNanos = refusedDelayNanos;
  }

  /** At most so many attempts in a row without progress; a final refusal ends the stream. */
  public static RetryPolicy bounded(int maxRetries, long baseDelayNanos, long maxDelayNanos) {
    return new RetryPolicy(maxRetries, baseDelayNanos, maxDelayNanos, NEVER);
  }

  /** For ever; after a final refusal the next attempt comes after {@code refusedDelayNanos}. */
  public static RetryPolicy forEver(
      long baseDelayNanos, long maxDelayNanos, long refusedDelayNanos) {
    return new RetryPolicy(UNLIMITED, baseDelayNanos, maxDelayNanos, refusedDelayNanos);
  }

  boolean isForEver() {
    return maxRetries == UNLIMITED;
  }

  boolean outlivesRefusal() {
    return refusedDelayNanos != NEVER;
  }
}
