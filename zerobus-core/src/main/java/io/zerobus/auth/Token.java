// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import java.util.concurrent.TimeUnit;

/** One bearer token; immutable, compared by identity. */
final class Token {
  private final String value;
  private final long lifetimeNanos;
  private final long requestedAtNanos;

  /**
   * @param lifetimeNanos 0 when the endpoint did not say: such a token is used once, not cached
   * @param requestedAtNanos when the request for it began, so that a slow answer makes no token
   *     seem younger than it is
   */
  Token(String value, long lifetimeNanos, long requestedAtNanos) {
    this.value = value;
    this.lifetimeNanos = lifetimeNanos;
    this.requestedAtNanos = requestedAtNanos;
  }

  String value() {
    return value;
  }

  long lifetimeSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(lifetimeNanos);
  }

  boolean isValidAt(long nowNanos) {
    return lifetimeNanos > 0 && nowNanos - requestedAtNanos < lifetimeNanos;
  }

  /** Whether it is time to get the next one although this one still holds. */
  boolean isDueAt(long nowNanos) {
    return nowNanos - requestedAtNanos >= lifetimeNanos - refreshAheadNanos();
  }

  /** Five minutes, or half the life of a short-lived token. */
  long refreshAheadNanos() {
    return Math.min(CachedTokens.REFRESH_AHEAD_NANOS, lifetimeNanos / 2);
  }

  @Override
  public String toString() {
    return "Token(***)";
  }
}
