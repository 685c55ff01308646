// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * Lets a sender that lingers anyway look for records by itself while its stream is in use: to wake
 * it costs a log call tens of microseconds, as long as some dozens of log calls take.
 *
 * <p>For some time after each batch it looks once in each linger, and what it finds then has waited
 * since the look before. So a record waits no longer than if it had woken the sender, which after a
 * time without any has to be done again. Without a linger, each record that comes to an empty
 * buffer wakes it.
 *
 * <p>Pure: it neither looks nor waits. Owner: the sender thread.
 */
final class LingerTicks {
  /** So long after a batch it looks by itself. */
  static final long IN_USE_NANOS = 1_000_000_000L;

  private final long lingerNanos;

  // Owner: the sender thread.
  private boolean hasSent;
  private long sentAt;
  private long lookedAt = Sender.NO_DEADLINE; // since then nobody tells of a record

  LingerTicks(long lingerNanos) {
    this.lingerNanos = lingerNanos;
  }

  void onSent(long now) {
    hasSent = true;
    sentAt = now;
  }

  /**
   * To be asked by a sender that has found nothing and is about to wait: when it has to look again,
   * or {@link Sender#NO_DEADLINE} if a record has to wake it.
   */
  long lookAgainAt(long now) {
    if (lingerNanos == 0 || !hasSent || now - sentAt >= IN_USE_NANOS) {
      return Sender.NO_DEADLINE;
    }
    lookedAt = now;
    return now + lingerNanos;
  }

  /** A look begins: since when a record that it finds can have been there. */
  long beginLook(long now) {
    long since = Math.min(now, lookedAt);
    lookedAt = Sender.NO_DEADLINE;
    return since;
  }
}
