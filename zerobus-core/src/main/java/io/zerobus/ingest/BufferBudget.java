// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * An exact bound over what the buffers of one or several streams hold: waiting and unacknowledged
 * records, in bytes and in number.
 *
 * <p>A stream that ends gives back what it could not deliver. Thread-safe. Nothing here blocks but
 * the wait for room, and only those who wait, and those who free room for them, take a lock.
 */
public final class BufferBudget {
  private final long maxBytes;
  private final long maxRecords;
  private final SegmentPool segments;

  // Changed by any thread, by compare-and-set.
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong records = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomFreed = lock.newCondition();

  // Written under the lock; read by whoever frees room.
  private volatile int waiters;

  private BufferBudget(long maxBytes, long maxRecords) {
    this.maxBytes = maxBytes;
    this.maxRecords = maxRecords;
    this.segments = new SegmentPool(maxBytes);
  }

  /**
   * A budget of which nothing is used.
   *
   * @param maxBytes bound on the bytes, framing included; positive
   * @param maxRecords bound on the records; positive
   */
  public static BufferBudget of(long maxBytes, long maxRecords) {
    if (maxBytes <= 0 || maxRecords <= 0) {
      throw new IllegalArgumentException(
          "maxBytes and maxRecords must be positive: " + maxBytes + ", " + maxRecords);
    }
    return new BufferBudget(maxBytes, maxRecords);
  }

  public long maxBytes() {
    return maxBytes;
  }

  public long maxRecords() {
    return maxRecords;
  }

  /** Bytes held now by all streams. */
  public long pendingBytes() {
    return bytes.get();
  }

  /** Records held now by all streams. */
  public long pendingRecords() {
    return records.get();
  }

  /** Racy, so only a hint: what it refuses was full a moment ago. */
  public boolean hasRoom(long moreBytes, long moreRecords) {
    return moreBytes <= maxBytes - bytes.get() && moreRecords <= maxRecords - records.get();
  }

  /** Takes so much of the budget, or nothing. */
  boolean tryReserve(long moreBytes, long moreRecords) {
    if (!tryAdd(bytes, moreBytes, maxBytes)) {
      return false;
    }
    if (!tryAdd(records, moreRecords, maxRecords)) {
      // The bytes were not to be had for a moment; who went to wait because of that must be told.
      release(moreBytes, 0);
      return false;
    }
    return true;
  }

  private static boolean tryAdd(AtomicLong used, long more, long max) {
    long before;
    do {
      before = used.get();
      if (more > max - before) {
        return false;
      }
    } while (!used.compareAndSet(before, before + more));
    return true;
  }

  /** Gives back what was reserved. */
  void release(long lessBytes, long lessRecords) {
    bytes.addAndGet(-lessBytes);
    records.addAndGet(-lessRecords);
    // A waiter counts itself first and then looks for room: one of the two sees the other.
    if (waiters > 0) {
      wake(false);
    }
  }

  /** Lets all who wait for room look again: their buffer has closed. */
  void wakeWaiters() {
    if (waiters > 0) {
      wake(true);
    }
  }

  private void wake(boolean all) {
    lock.lock();
    try {
      if (all) {
        roomFreed.signalAll();
      } else {
        roomFreed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until so much would fit, the wait is in vain, or the time is over.
   *
   * <p>Room that is freed wakes one waiter, and each who goes wakes the next, who waits again if
   * the room is taken: of ten thousand that wait for room for ten only some ten are woken. Who
   * finds too little for himself lets the others wait too; more is freed as long as anything is
   * held.
   *
   * @param inVain asked under the lock: must return at once and take no lock. When its answer
   *     becomes true, {@link #wakeWaiters} must be called
   * @return false when the time was over
   */
  boolean awaitRoom(long moreBytes, long moreRecords, long timeoutNanos, BooleanSupplier inVain)
      throws InterruptedException {
    long left = timeoutNanos;
    lock.lockInterruptibly();
    try {
      countWaiters(1);
      try {
        while (!inVain.getAsBoolean() && !hasRoom(moreBytes, moreRecords)) {
          if (left <= 0) {
            return false;
          }
          left = roomFreed.awaitNanos(left);
        }
        return true;
      } finally {
        countWaiters(-1);
        roomFreed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  // Only the lock's holder writes the field, so read-modify-write on a volatile is safe here.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  @GuardedBy("lock")
  private void countWaiters(int more) {
    waiters += more;
  }

  /** The memory that the bound stands for. */
  SegmentPool segments() {
    return segments;
  }
}
