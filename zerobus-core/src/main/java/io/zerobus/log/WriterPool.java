// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Writers that wait for their next record, in slots that threads take from and give to without a
 * lock. Thread-safe.
 *
 * <p>Not a ThreadLocal: that would leave our classes on the application's threads after a redeploy,
 * and one writer on each of ten thousand virtual threads.
 */
final class WriterPool {

  private static final int SLOTS = 16;

  /** Slots stand this far apart, so that threads do not share a cache line. */
  private static final int STRIDE = 16;

  private final RecordLayout layout;
  private final AtomicReferenceArray<LogRecordWriter> slots =
      new AtomicReferenceArray<>(SLOTS * STRIDE);

  WriterPool(RecordLayout layout) {
    this.layout = layout;
  }

  LogRecordWriter take() {
    LogRecordWriter writer = slots.getAndSet(slotOfThisThread(), null);
    return writer != null ? writer : new LogRecordWriter(layout);
  }

  /** Takes a writer back; one that finds its slot filled is left to the garbage collector. */
  void give(LogRecordWriter writer) {
    writer.shrink();
    slots.set(slotOfThisThread(), writer);
  }

  private static int slotOfThisThread() {
    return ((int) Thread.currentThread().getId() & (SLOTS - 1)) * STRIDE;
  }
}
