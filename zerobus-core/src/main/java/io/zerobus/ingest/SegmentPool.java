// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all buffers of one {@link BufferBudget}, in segments of 64 KiB.
 *
 * <p>A run of bytes lies in at most two segments more than its bytes need, so the buffers together
 * hold at most the bound and two segments each. Those given back are kept for the next who needs
 * one, so that memory goes round: made anew it would keep the collector busy, which moves what
 * lives for a while. The fewer are held the fewer are kept, at rest an eighth of the bound, 4 MiB
 * at most. Thread-safe; locked once per segment, not per record.
 */
final class SegmentPool {
  static final int SEGMENT_BITS = 16;
  static final int SEGMENT_BYTES = 1 << SEGMENT_BITS;

  private static final int PARTIAL_SEGMENTS = 2;
  private static final int LEAST_AT_REST = 8;
  private static final int MOST_AT_REST = 64;
  private static final int FREE_SHARE = 8;
  private static final int KEPT_FOR_EACH_HELD = 2;

  private final long boundSegments;
  private final int freeSegmentsAtRest;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ArrayList<byte[]> free = new ArrayList<>();

  @GuardedBy("lock")
  private long held;

  @GuardedBy("lock")
  private long mostHeld;

  @GuardedBy("lock")
  private int buffers;

  SegmentPool(long maxBytes) {
    this.boundSegments = maxBytes >>> SEGMENT_BITS;
    this.freeSegmentsAtRest =
        (int) Math.max(LEAST_AT_REST, Math.min(MOST_AT_REST, boundSegments / FREE_SHARE));
  }

  /** One more buffer takes segments from here. */
  void attach() {
    lock.lock();
    try {
      buffers++;
    } finally {
      lock.unlock();
    }
  }

  /** A buffer takes no more; what it still holds is its own from now on. */
  void detach(long segments) {
    lock.lock();
    try {
      held -= segments;
      if (--buffers == 0) {
        free.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A segment for bytes within the bound that lie in one run; never refuses. */
  byte[] take() {
    lock.lock();
    try {
      return next();
    } finally {
      lock.unlock();
    }
  }

  /** A segment, or null when as many are held as the bound allows. */
  byte @Nullable [] tryTake() {
    lock.lock();
    try {
      return held < limit() ? next() : null;
    } finally {
      lock.unlock();
    }
  }

  /** How many {@link #tryTake} would give now. */
  long available() {
    lock.lock();
    try {
      return limit() - held;
    } finally {
      lock.unlock();
    }
  }

  void giveBack(byte[] segment) {
    lock.lock();
    try {
      held--;
      free.add(segment);
      while (free.size() > freeSegmentsAtRest + KEPT_FOR_EACH_HELD * held) {
        free.remove(free.size() - 1);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private byte[] next() {
    int last = free.size() - 1;
    byte[] segment = last >= 0 ? free.remove(last) : new byte[SEGMENT_BYTES];
    held++;
    mostHeld = Math.max(mostHeld, held);
    return segment;
  }

  @GuardedBy("lock")
  private long limit() {
    return boundSegments + (long) PARTIAL_SEGMENTS * buffers;
  }

  // ---- for tests -------------------------------------------------------------------------------

  long held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  int free() {
    lock.lock();
    try {
      return free.size();
    } finally {
      lock.unlock();
    }
  }

  long mostHeld() {
    lock.lock();
    try {
      return mostHeld;
    } finally {
      lock.unlock();
    }
  }
}
