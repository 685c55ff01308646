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

  /** Set by the one who waited, when it waits no longer. */
  private volatile boolean abandoned;

  /**
   * Waits for nothing until it is registered.
   *
   * @param entries count of entries: one more than the last logical offset waited for
   */
  protected AckWaiter(long entries) {
    this.entries = entries;
  }

  final long entries() {
    return entries;
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
   * @param failure null when all is durable, else why it will never be
   */
  protected abstract void onDone(@Nullable Failure failure);

  @Override
  public final void deliver(Sender sender, long nowNanos) {
    sender.onWaiter(this);
  }

  @Override
  public final void deliverAfterEnd(Sender sender) {
    sender.onWaiter(this);
  }

  @Override
  public final int compareTo(AckWaiter other) {
    return Long.compare(entries, other.entries);
  }
}
