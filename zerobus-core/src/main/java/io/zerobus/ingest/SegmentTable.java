// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Bytes at absolute positions, in segments of 64 KiB that are taken before they are written to and
 * given back when nothing in them is needed.
 *
 * <p>A ring of slots: the segment with the number n is in slot {@code n % length}. The table grows
 * with the span between the first position that is kept and the last; what lies between may be
 * missing. All that changes it happens under the lock of the owner. Positions that were published
 * after they were written may be read without: growing copies the slots and leaves the old ones as
 * they were.
 */
final class SegmentTable {
  private static final int SEGMENT_MASK = SegmentPool.SEGMENT_BYTES - 1;
  private static final int FIRST_SLOTS = 16;
  private static final int LEAST_MAX_SLOTS = 1 << 14;
  private static final int MOST_MAX_SLOTS = 1 << 28;

  private final SegmentPool pool;
  private final boolean bounded;
  private final int maxSlots;

  // Written under the owner's lock; read by any thread.
  private volatile byte[] @Nullable [] slots = new byte[FIRST_SLOTS][];

  // Guarded by the owner's lock.
  private long held;
  private long top; // number of the highest segment ever taken

  private SegmentTable(SegmentPool pool, boolean bounded, long maxBytes) {
    this.pool = pool;
    this.bounded = bounded;
    this.maxSlots = maxSlots(maxBytes);
  }

  /** For bytes that lie in one run: they never need more segments than their bound allows. */
  static SegmentTable ofOneRun(BufferBudget budget) {
    return new SegmentTable(budget.segments(), false, budget.maxBytes());
  }

  /** For bytes with gaps, the rims of which take segments too: taking one may be refused. */
  static SegmentTable withGaps(BufferBudget budget) {
    return new SegmentTable(budget.segments(), true, budget.maxBytes());
  }

  /** Slots for 256 times the bound, or a GiB: they cost 1/64 of the bound, or 64 KiB. */
  static int maxSlots(long maxBytes) {
    return (int) Math.min(MOST_MAX_SLOTS, Math.max(LEAST_MAX_SLOTS, maxBytes >>> 8));
  }

  static long number(long position) {
    return position >>> SegmentPool.SEGMENT_BITS;
  }

  /** Number of the first segment that begins at the position or above. */
  static long numberFrom(long position) {
    return number(position + SEGMENT_MASK);
  }

  static int offsetInSegment(long position) {
    return (int) position & SEGMENT_MASK;
  }

  // ---- under the owner's lock ------------------------------------------------------------------

  /** Whether the slots can span from the first position to the last, exclusive. */
  boolean spans(long first, long last) {
    return number(last - 1) - number(first) < maxSlots;
  }

  /** How many segments there are to take for writing between the positions. */
  long missing(long from, long to) {
    long missing = 0;
    for (long number = number(from); number <= number(to - 1); number++) {
      if (number > top || slots[slot(slots, number)] == null) {
        missing++;
      }
    }
    return missing;
  }

  /**
   * Makes the positions writable.
   *
   * @param keepFrom the first position that is still needed
   * @return false, with nothing changed, when the bound on the memory or on the span is reached
   */
  boolean reserve(long keepFrom, long from, long to) {
    if (!spans(keepFrom, to)) {
      return false;
    }
    growFor(number(keepFrom), number(to - 1));
    for (long number = number(from); number <= number(to - 1); number++) {
      int slot = slot(slots, number);
      if (slots[slot] == null) {
        byte[] segment = bounded ? pool.tryTake() : pool.take();
        if (segment == null) {
          free(number(from) + 1, number);
          return false;
        }
        slots[slot] = segment;
        held++;
        top = Math.max(top, number);
      }
    }
    return true;
  }

  private void growFor(long first, long last) {
    byte[] @Nullable [] old = slots;
    long span = last - first + 1;
    if (span <= old.length) {
      return;
    }
    byte[] @Nullable [] larger =
        new byte[(int) Math.min(maxSlots, Math.max(span, 2L * old.length))][];
    for (long number = first; number <= top; number++) {
      larger[slot(larger, number)] = old[slot(old, number)];
    }
    slots = larger;
  }

  /** Gives back the segments with these numbers, the last one excluded. */
  void free(long firstNumber, long lastNumber) {
    byte[] @Nullable [] current = slots;
    for (long number = firstNumber; number < lastNumber; number++) {
      int slot = slot(current, number);
      byte[] freed = current[slot];
      if (freed != null) {
        current[slot] = null;
        held--;
        pool.giveBack(freed);
      }
    }
  }

  /** How many segments {@link #free} would give back. */
  long heldBetween(long firstNumber, long lastNumber) {
    long count = 0;
    for (long number = firstNumber; number < lastNumber; number++) {
      if (slots[slot(slots, number)] != null) {
        count++;
      }
    }
    return count;
  }

  long held() {
    return held;
  }

  long putByte(long position, byte value) {
    segmentAt(position)[offsetInSegment(position)] = value;
    return position + 1;
  }

  long putInt(long position, int value) {
    long cursor = position;
    for (int shift = 24; shift >= 0; shift -= 8) {
      cursor = putByte(cursor, (byte) (value >>> shift));
    }
    return cursor;
  }

  long put(long position, byte[] source, int offset, int length) {
    int copied = 0;
    while (copied < length) {
      int at = offsetInSegment(position + copied);
      int chunk = Math.min(length - copied, SegmentPool.SEGMENT_BYTES - at);
      System.arraycopy(source, offset + copied, segmentAt(position + copied), at, chunk);
      copied += chunk;
    }
    return position + length;
  }

  // ---- what was published ----------------------------------------------------------------------

  /** The segment that holds the position. */
  byte[] segmentAt(long position) {
    byte[] @Nullable [] current = slots;
    byte[] segment = current[slot(current, number(position))];
    if (segment == null) {
      throw new IllegalStateException("no segment at " + position);
    }
    return segment;
  }

  byte byteAt(long position) {
    return segmentAt(position)[offsetInSegment(position)];
  }

  int intAt(long position) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = (value << 8) | (byteAt(position + i) & 0xFF);
    }
    return value;
  }

  int varintAt(long position) {
    int value = 0;
    int shift = 0;
    long cursor = position;
    byte next;
    do {
      next = byteAt(cursor++);
      value |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  void copyOut(long position, byte[] target) {
    int copied = 0;
    while (copied < target.length) {
      int at = offsetInSegment(position + copied);
      int chunk = Math.min(target.length - copied, SegmentPool.SEGMENT_BYTES - at);
      System.arraycopy(segmentAt(position + copied), at, target, copied, chunk);
      copied += chunk;
    }
  }

  private static int slot(byte[] @Nullable [] slots, long number) {
    return (int) (number % slots.length);
  }
}
