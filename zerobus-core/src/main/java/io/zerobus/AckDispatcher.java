// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.zerobus.ingest.Failure;
import io.zerobus.ingest.SerialExecutor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings acknowledgments to the {@link AckCallback}, offset by offset, on a thread of the stream's
 * own. What waits is a range of offsets, not a queue: it takes no memory however slow the callback
 * is.
 */
final class AckDispatcher {
  private final AckCallback callback;
  private final SerialExecutor executor;
  private final Consumer<Throwable> onThrown;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final CountDownLatch drained = new CountDownLatch(1);

  // Written by the sender thread; the end last.
  private volatile long ackedEntries;
  private volatile @Nullable End end;

  private volatile boolean abandoned;

  // Owner: the callback thread.
  private long next;

  /**
   * @param onThrown told what the callback threw, on the callback thread
   */
  AckDispatcher(AckCallback callback, SerialExecutor executor, Consumer<Throwable> onThrown) {
    this.callback = callback;
    this.executor = executor;
    this.onThrown = onThrown;
  }

  /** Sender thread: all offsets below are durable. */
  void acknowledged(long entries) {
    ackedEntries = entries;
    schedule();
  }

  /** Sender thread: offsets from the acknowledged ones up to this count never will be. */
  void ended(long acceptedEntries, Failure reason) {
    end = new End(acceptedEntries, reason.toString());
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      executor.execute(this::deliver);
    }
  }

  private void deliver() {
    // First, so that what comes in from here on schedules a further run.
    scheduled.set(false);
    while (next < ackedEntries && !abandoned) {
      ack(next++);
    }
    End last = end;
    if (last == null || (next < ackedEntries && !abandoned)) {
      return;
    }
    while (next < last.acceptedEntries && !abandoned) {
      fail(next++, last.reason);
    }
    drained.countDown();
  }

  private void ack(long offset) {
    try {
      callback.onAck(offset);
    } catch (Throwable t) {
      onThrown.accept(t);
    }
  }

  private void fail(long offset, String reason) {
    try {
      callback.onError(offset, reason);
    } catch (Throwable t) {
      onThrown.accept(t);
    }
  }

  /** Whether the calling thread is inside a callback. */
  boolean isCurrentThread() {
    return executor.isCurrentThread();
  }

  /**
   * After the end: waits until each offset was told; what is not told by then never will be.
   *
   * @return false when the time was over
   */
  boolean drain(long timeoutNanos) throws InterruptedException {
    boolean complete = false;
    try {
      complete = drained.await(timeoutNanos, TimeUnit.NANOSECONDS);
    } finally {
      if (complete) {
        executor.shutdown();
        executor.awaitEnd();
      } else {
        abandoned = true;
        executor.shutdownNow();
      }
    }
    return complete;
  }

  private static final class End {
    final long acceptedEntries;
    final String reason;

    End(long acceptedEntries, String reason) {
      this.acceptedEntries = acceptedEntries;
      this.reason = reason;
    }
  }
}
