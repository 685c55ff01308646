// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * Decides which committed entries make the next batch message.
 *
 * <p>A batch is cut at the first of: {@code maxRecords} reached, the next entry would pass {@code
 * maxBytes}, {@code linger} over since its first entry came, or somebody waits for it (flush). An
 * entry larger than {@code maxBytes} makes a batch of its own.
 *
 * <p>Pure and not thread-safe: owned by the sender thread, driven with time as an argument. It
 * remembers how far it has looked, so that each entry is looked at once.
 */
final class Batcher {
  /** Why a batch was cut. */
  enum Cut {
    /** Nothing to send yet. */
    NONE,
    FULL_RECORDS,
    FULL_BYTES,
    LINGER_OVER,
    WANTED,
    /** What followed it was given up. */
    AT_GAP
  }

  /**
   * So much wakes a sender that lingers: several batches, for to be woken costs the log call that
   * does it more than the batch is worth.
   */
  private static final long WAKE_BYTES = 512 << 10;

  private static final int WAKE_SHARE = 8;

  private final int maxRecords;
  private final long maxBytes;
  private final long lingerNanos;
  private final long wakeBytes;

  // The batch being gathered; owner: the sender thread.
  private long start;
  private long end;
  private long entries;
  private long records;
  private long framedBytes;
  private long firstCameNanos;
  private boolean full;
  private long maxEntries = Long.MAX_VALUE;

  /**
   * @param bufferBytes bound of the buffer
   */
  Batcher(int maxRecords, long maxBytes, long lingerNanos, long bufferBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
    this.lingerNanos = lingerNanos;
    // Never less than a batch: who is woken by it must find something to do.
    this.wakeBytes = Math.max(maxBytes, Math.min(WAKE_BYTES, bufferBytes / WAKE_SHARE));
  }

  /** Begins a new batch at the buffer's read cursor. */
  void restart(RecordBuffer buffer) {
    start = buffer.readPosition();
    end = start;
    entries = 0;
    records = 0;
    framedBytes = 0;
    full = false;
  }

  /** Bounds the entries of the batches that begin from now on; to be called while it is empty. */
  void limitEntries(long maxEntries) {
    this.maxEntries = maxEntries;
  }

  /**
   * Looks at what was committed since the last call.
   *
   * @param sinceNanos what this call is the first to see came then or later
   * @param wantedEntries all entries below this logical offset are to go without lingering
   * @return why the batch is ready, or {@link Cut#NONE}
   */
  Cut poll(RecordBuffer buffer, long nowNanos, long sinceNanos, long wantedEntries) {
    if (start != buffer.readPosition()) {
      restart(buffer); // a producer gave up what was gathered here
    }
    Cut cut = gather(buffer, sinceNanos);
    if (cut != Cut.NONE || isEmpty()) {
      return cut;
    }
    if (buffer.readEntries() < wantedEntries) {
      return Cut.WANTED;
    }
    return nowNanos >= lingerDeadlineNanos() ? Cut.LINGER_OVER : Cut.NONE;
  }

  private Cut gather(RecordBuffer buffer, long sinceNanos) {
    if (full) {
      return Cut.FULL_BYTES;
    }
    long gap = buffer.gapAfter(start);
    long limit = Math.min(gap, buffer.tail());
    while (end < limit) {
      long entryEnd = buffer.entryEnd(end);
      if (entries > 0 && entryEnd - start > maxBytes) {
        full = true;
        return Cut.FULL_BYTES;
      }
      if (entries == 0) {
        firstCameNanos = sinceNanos;
      }
      long headerBytes = buffer.isBatch(end) ? RecordBuffer.BATCH_HEADER_BYTES : 0;
      framedBytes += entryEnd - end - headerBytes;
      records += buffer.entryRecords(end);
      entries++;
      end = entryEnd;
      if (records >= maxRecords || entries >= maxEntries) {
        return Cut.FULL_RECORDS;
      }
      if (end - start >= maxBytes) {
        return Cut.FULL_BYTES;
      }
    }
    return end == gap ? Cut.AT_GAP : Cut.NONE;
  }

  boolean isEmpty() {
    return entries == 0;
  }

  /** When the gathered entries go at the latest; meaningless while empty. */
  long lingerDeadlineNanos() {
    return firstCameNanos + lingerNanos;
  }

  /** The tail at which a producer should wake a sender that lingers, or looks by itself. */
  long wakeTail() {
    return start + wakeBytes;
  }

  /** First position of the batch. */
  long start() {
    return start;
  }

  /** Position after the batch. */
  long end() {
    return end;
  }

  /** Entries in the batch. */
  long entries() {
    return entries;
  }

  /** Records in the batch. */
  long records() {
    return records;
  }

  /** Bytes that the records take in the message, framing included. */
  long framedBytes() {
    return framedBytes;
  }
}
