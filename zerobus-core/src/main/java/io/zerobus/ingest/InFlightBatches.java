// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.Arrays;

/**
 * The batches handed to one connection and not yet acknowledged, oldest first; maps the cumulative
 * acknowledgments of that connection back to buffer positions.
 *
 * <p>Pure and not thread-safe: owned by the sender thread. Wire offsets of a connection are 0, 1,
 * 2, …, so the queue needs to keep the first one only.
 */
final class InFlightBatches {
  /** What an acknowledgment means. */
  enum Ack {
    /** At least one more batch is durable. */
    PROGRESS,
    /** At or below what was acknowledged before: says nothing new. */
    STALE,
    /** Negative, or above what was handed over: the server breaks the protocol. */
    VIOLATION
  }

  // A ring of three parallel arrays; index (first + i) & mask. Owner: the sender thread.
  private long[] endPositions = new long[16];
  private long[] endEntries = new long[16];
  private long[] endRecords = new long[16];
  private int first;
  private int size;
  private long firstOffset;

  // Where the last PROGRESS led to.
  private long ackedPosition;
  private long ackedEntries;
  private long ackedRecords;

  /** Forgets all batches; the next connection counts from 0 again. */
  void reset() {
    first = 0;
    size = 0;
    firstOffset = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The wire offset of the next batch. */
  long nextOffset() {
    return firstOffset + size;
  }

  /**
   * Notes a batch as handed over, with the offset {@link #nextOffset()}.
   *
   * @param position buffer position after the batch
   * @param entries logical offset after the batch
   * @param records count of records accepted up to the end of the batch
   */
  void add(long position, long entries, long records) {
    if (size == endPositions.length) {
      grow();
    }
    int at = (first + size) & (endPositions.length - 1);
    endPositions[at] = position;
    endEntries[at] = entries;
    endRecords[at] = records;
    size++;
  }

  /** Applies the acknowledgment of all batches up to the wire offset, inclusive. */
  Ack ack(long offset) {
    if (offset < 0 || offset >= nextOffset()) {
      return Ack.VIOLATION;
    }
    if (offset < firstOffset) {
      return Ack.STALE;
    }
    int count = (int) (offset - firstOffset) + 1;
    int last = (first + count - 1) & (endPositions.length - 1);
    ackedPosition = endPositions[last];
    ackedEntries = endEntries[last];
    ackedRecords = endRecords[last];
    first = (first + count) & (endPositions.length - 1);
    size -= count;
    firstOffset = offset + 1;
    return Ack.PROGRESS;
  }

  long ackedPosition() {
    return ackedPosition;
  }

  long ackedEntries() {
    return ackedEntries;
  }

  long ackedRecords() {
    return ackedRecords;
  }

  private void grow() {
    endPositions = unrolled(endPositions);
    endEntries = unrolled(endEntries);
    endRecords = unrolled(endRecords);
    first = 0;
  }

  private long[] unrolled(long[] ring) {
    long[] larger = Arrays.copyOfRange(ring, first, first + ring.length * 2);
    // copyOfRange took [first, length) and padded; the wrapped part follows it.
    System.arraycopy(ring, 0, larger, ring.length - first, first);
    return larger;
  }
}
