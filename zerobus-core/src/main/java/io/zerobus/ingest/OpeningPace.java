// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * Bounds how many streams are opened in a minute while records are searched for, each of which
 * costs the service a stream.
 *
 * <p>Pure: it neither opens nor waits. Owner: the sender thread.
 */
final class OpeningPace {
  /**
   * Openings in any window, which is {@link #WINDOW_NANOS} long but in tests: two searches among a
   * thousand records, or so.
   */
  static final int MAX_OPENINGS = 20;

  static final long WINDOW_NANOS = 60_000_000_000L;

  // The times of the last openings, a ring; the next one replaces the oldest. Owner: the sender
  // thread.
  private final long[] openings = new long[MAX_OPENINGS];
  private long count;
  private final long windowNanos;

  OpeningPace(long windowNanos) {
    this.windowNanos = windowNanos;
  }

  void onOpening(long now) {
    openings[slot()] = now;
    count++;
  }

  /** When the next opening is allowed; {@code now} or before if it is allowed at once. */
  long allowedAt(long now) {
    return count < MAX_OPENINGS ? now : openings[slot()] + windowNanos;
  }

  private int slot() {
    return (int) (count % MAX_OPENINGS);
  }
}
