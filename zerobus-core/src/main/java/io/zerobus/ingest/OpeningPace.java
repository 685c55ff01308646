// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * Bounds how many streams are opened in a minute while records are searched for, each of which
 * costs the service a stream. Streams to one table may share a pace. Thread-safe.
 *
 * <p>Pure: it neither opens nor waits.
 */
public final class OpeningPace {
  /**
   * Openings in any window, which is {@link #WINDOW_NANOS} long but in tests: two searches among a
   * thousand records, or so.
   */
  static final int MAX_OPENINGS = 20;

  static final long WINDOW_NANOS = 60_000_000_000L;

  private final long windowNanos;

  // The times of the last openings, a ring; the next one replaces the oldest. Guarded by this.
  private final long[] openings = new long[MAX_OPENINGS];
  private long count;

  private OpeningPace(long windowNanos) {
    this.windowNanos = windowNanos;
  }

  /** Twenty in a minute, with which the service is at ease. */
  public static OpeningPace ofAMinute() {
    return of(WINDOW_NANOS);
  }

  /** Twenty in that time. */
  public static OpeningPace of(long windowNanos) {
    return new OpeningPace(windowNanos);
  }

  /** A stream is opened, allowed or not. */
  synchronized void onOpening(long now) {
    openings[slot()] = now;
    count++;
  }

  /**
   * Takes an opening if one is left; of several streams that ask at once only as many get one.
   *
   * @return {@code now} if it was taken, or when to ask again
   */
  synchronized long takeOpening(long now) {
    long allowedAt = count < MAX_OPENINGS ? now : openings[slot()] + windowNanos;
    if (allowedAt > now) {
      return allowedAt;
    }
    onOpening(now);
    return now;
  }

  private int slot() {
    return (int) (count % MAX_OPENINGS);
  }
}
