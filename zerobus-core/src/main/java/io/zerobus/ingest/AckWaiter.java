// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits until all entries below a logical offset are durable. Told exactly once.
 *
 * <p>{@link #onDone} runs on the sender thread (or on the thread that registers, when the stream
 * has ended already): it must return at once and run no user code.
 */
public abstract class AckWaiter implements SenderEvent, Comparable<AckWaiter> {
  private final long entries;
  private final long timeoutNanos;

  /** When the sender tells it that the time is over. Owner: the sender thread. */
  private long deadlineNanos = Sender.NO_DEADLINE;

  /** Set by the one who waited, when it waits no longer. */
  private volatile boolean abandoned;

  /**
   * Waits for nothing until it is registered.
   *
   * @param entries count of entries: one more than the last logical offset waited for
   * @param timeoutNanos how long at most, or {@link IngestStream#FOREVER_NANOS}
   */
  protected AckWaiter(long entries, long timeoutNanos) {
    this.entries = entries;
    this.timeoutNanos = timeoutNanos;
  }

  final long entries() {
    return entries;
  }

  final long timeoutNanos() {
    return timeoutNanos;
  }

  final void setDeadlineNanos(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  final long deadlineNanos() {
    return deadlineNanos;
  }

  /** Nobody waits any more: the sender may forget this waiter. Any thread. */
  protected final void abandon() {
    abandoned = true;
  }

  final boolean isAbandoned() {
    return abandoned;
  }

  /**
   * Told once.
   *
   * @param failure null when all is durable, else why it will never be, or is not yet
   */
  protected abstract void onDone(@Nullable Failure failure);

  @Override
  public final void deliver(Sender sender, long nowNanos) {
    sender.onWaiter(this, nowNanos);
  }

  @Override
  public final void deliverAfterEnd(Sender sender) {
    sender.onWaiter(this, 0);
  }

  @Override
  public final int compareTo(AckWaiter other) {
    return Long.compare(entries, other.entries);
  }
}
