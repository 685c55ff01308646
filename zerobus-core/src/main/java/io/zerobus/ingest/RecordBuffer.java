// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one store of accepted records, from acceptance to acknowledgment: a bounded byte queue with
 * many producers and one consumer, the sender.
 *
 * <p>Records stay where they were written until they are acknowledged, so sending again after a
 * reconnect means to move the read cursor back. Three cursors, as absolute byte positions:
 *
 * <pre>
 *   acked              read                tail
 *     | in flight        | waiting           |
 *   --+------------------+-------------------+--&gt;
 * </pre>
 *
 * <p>Bytes are stored as they go over the wire, in the framing of field 1 of both batch messages,
 * so that a batch is copied out, not encoded. One <em>entry</em> is what the caller handed over in
 * one call, has one logical offset and is never split over two messages:
 *
 * <table>
 * <caption>Layout of an entry</caption>
 * <tr><th>entry</th><th>bytes</th></tr>
 * <tr><td>one record</td><td>{@code 0x0A}, length as varint, record</td></tr>
 * <tr><td>batch</td><td>{@code 0x00}, byte count as int32, record count as int32, then each record
 * framed as above</td></tr>
 * </table>
 *
 * <p>({@code 0x00} is no valid protobuf tag, so the first byte tells the two apart.)
 *
 * <p>Memory is a ring of 64 KiB segments, taken on demand and given back as they are acknowledged;
 * an entry may lie across segments, so the bound on bytes is exact. Producers are serialised by a
 * lock held for the copy alone; a producer that finds no room does not take it.
 */
final class RecordBuffer {
  /** {@link #append} result: no room now. */
  static final long BACK_PRESSURED = -1;

  /** {@link #append} result: the buffer takes no more entries. */
  static final long CLOSED = -2;

  /** {@link #append} result: larger than the whole buffer, will never fit. */
  static final long TOO_LARGE = -3;

  static final int SEGMENT_BITS = 16;
  static final int SEGMENT_BYTES = 1 << SEGMENT_BITS;
  static final int BATCH_HEADER_BYTES = 9;

  private static final int SEGMENT_MASK = SEGMENT_BYTES - 1;
  private static final int MAX_FREE_SEGMENTS = 8;
  private static final byte RECORD_TAG = 0x0A;
  private static final byte BATCH_MARK = 0x00;

  private final long maxBytes;
  private final long maxRecords;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomFreed = lock.newCondition();

  /**
   * Slot {@code (position >>> 16) % length} holds that segment. Written under the lock; the sender
   * reads it without, which is safe after it has read {@link #tail}: a slot below tail is set
   * before the volatile write of tail, and only the sender clears it.
   */
  private final byte[] @Nullable [] segments;

  @GuardedBy("lock")
  private final ArrayList<byte[]> freeSegments = new ArrayList<>();

  @GuardedBy("lock")
  private int roomWaiters;

  // Written under the lock, tail last; read by anybody.
  private volatile long tailEntries;
  private volatile long tailRecords;
  private volatile long tail;
  private volatile boolean closed;

  // Written by the sender under the lock; read by anybody.
  private volatile long acked;
  private volatile long ackedEntries;
  private volatile long ackedRecords;

  // Owner: the sender thread.
  private long read;
  private long readEntries;
  private long readRecords;

  /**
   * @param maxBytes bound over waiting and unacknowledged bytes, framing included
   * @param maxRecords bound over waiting and unacknowledged records
   */
  RecordBuffer(long maxBytes, long maxRecords) {
    if (maxBytes <= 0 || maxRecords <= 0) {
      throw new IllegalArgumentException(
          "maxBytes and maxRecords must be positive: " + maxBytes + ", " + maxRecords);
    }
    this.maxBytes = maxBytes;
    this.maxRecords = maxRecords;
    // Two more than the bytes need: the first and the last segment may both be partly used.
    this.segments = new byte[Math.toIntExact((maxBytes >>> SEGMENT_BITS) + 2)][];
  }

  // ---- producers -------------------------------------------------------------------------------

  /** Bytes that a record of the given length takes in the buffer. */
  static long framedBytes(int recordBytes) {
    return 1L + varintBytes(recordBytes) + recordBytes;
  }

  /**
   * Appends one record; never waits for room.
   *
   * @return its logical offset, or {@link #BACK_PRESSURED}, {@link #CLOSED} or {@link #TOO_LARGE}
   */
  long append(byte[] source, int offset, int length) {
    long size = framedBytes(length);
    if (size > maxBytes) {
      return TOO_LARGE;
    }
    if (!closed && !hasRoom(size, 1)) {
      return BACK_PRESSURED;
    }
    lock.lock();
    try {
      if (closed) {
        return CLOSED;
      }
      if (!hasRoom(size, 1)) {
        return BACK_PRESSURED;
      }
      long end = writeFramed(tail, source, offset, length);
      return publish(end, 1);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Appends several records as one entry, all or none; never waits for room.
   *
   * @param records at least one
   * @return the logical offset of the whole, or a negative code as {@link #append}
   */
  long appendBatch(List<byte[]> records) {
    long framed = 0;
    for (byte[] record : records) {
      framed += framedBytes(record.length);
    }
    long size = BATCH_HEADER_BYTES + framed;
    if (size > maxBytes || records.size() > maxRecords) {
      return TOO_LARGE;
    }
    lock.lock();
    try {
      if (closed) {
        return CLOSED;
      }
      if (!hasRoom(size, records.size())) {
        return BACK_PRESSURED;
      }
      long position = writeByte(tail, BATCH_MARK);
      position = writeInt(position, (int) framed);
      position = writeInt(position, records.size());
      for (byte[] record : records) {
        position = writeFramed(position, record, 0, record.length);
      }
      return publish(position, records.size());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until an entry of that size would fit, the buffer is closed, or the time is over.
   *
   * @return whether there is room (somebody else may take it first) or the buffer is closed
   */
  boolean awaitRoom(long bytes, long records, long timeoutNanos) throws InterruptedException {
    long left = timeoutNanos;
    lock.lockInterruptibly();
    try {
      roomWaiters++;
      try {
        while (!closed && !hasRoom(bytes, records)) {
          if (left <= 0) {
            return false;
          }
          left = roomFreed.awaitNanos(left);
        }
        return true;
      } finally {
        roomWaiters--;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further entries; wakes all who wait for room. Idempotent, any thread. */
  void close() {
    close(() -> {});
  }

  /**
   * As {@link #close()}.
   *
   * @param publish tells that it is closed; under the lock, so that whoever is refused has been
   *     told, and whoever was told finds all that was accepted. Must return at once.
   */
  void close(Runnable publish) {
    lock.lock();
    try {
      closed = true;
      freeSegments.clear();
      publish.run();
      roomFreed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  // ---- any thread ------------------------------------------------------------------------------

  long tail() {
    return tail;
  }

  /** Entries ever accepted; also the logical offset of the next one. */
  long acceptedEntries() {
    return tailEntries;
  }

  /** Entries acknowledged; all with a smaller logical offset are durable. */
  long ackedEntries() {
    return ackedEntries;
  }

  long pendingRecords() {
    return tailRecords - ackedRecords;
  }

  long ackedRecords() {
    return ackedRecords;
  }

  long pendingBytes() {
    return tail - acked;
  }

  boolean isEmpty() {
    return acked == tail;
  }

  /** Copies of the unacknowledged records, by entry, in order. For use once sending has ended. */
  List<List<byte[]>> copyUnacked() {
    lock.lock();
    try {
      List<List<byte[]>> entries = new ArrayList<>();
      long position = acked;
      while (position < tail) {
        entries.add(copyEntry(position));
        position = entryEnd(position);
      }
      return entries;
    } finally {
      lock.unlock();
    }
  }

  // ---- sender thread ---------------------------------------------------------------------------

  long ackedPosition() {
    return acked;
  }

  /** Copies of the records of the entry that begins at the given position. */
  List<byte[]> copyEntry(long position) {
    List<byte[]> records = new ArrayList<>();
    long end = entryEnd(position);
    long cursor = isBatch(position) ? position + BATCH_HEADER_BYTES : position;
    while (cursor < end) {
      int length = varintAt(cursor + 1);
      long start = cursor + 1 + varintBytes(length);
      byte[] record = new byte[length];
      copyOut(start, record);
      records.add(record);
      cursor = start + length;
    }
    return records;
  }

  long readPosition() {
    return read;
  }

  long readEntries() {
    return readEntries;
  }

  long readRecords() {
    return readRecords;
  }

  boolean hasUnread() {
    return read < tail;
  }

  /** Moves the read cursor past what has been handed to the transport. */
  void advanceRead(long position, long entries, long records) {
    read = position;
    readEntries = entries;
    readRecords = records;
  }

  /** Moves the read cursor back to the first unacknowledged entry: all of it will be sent again. */
  void rewind() {
    read = acked;
    readEntries = ackedEntries;
    readRecords = ackedRecords;
  }

  /** Frees everything below the position, which is durable now. */
  void release(long position, long entries, long records) {
    lock.lock();
    try {
      long firstKept = position >>> SEGMENT_BITS;
      for (long segment = acked >>> SEGMENT_BITS; segment < firstKept; segment++) {
        int slot = slot(segment);
        byte[] freed = segments[slot];
        segments[slot] = null;
        if (freed != null && !closed && freeSegments.size() < MAX_FREE_SEGMENTS) {
          freeSegments.add(freed);
        }
      }
      acked = position;
      ackedEntries = entries;
      ackedRecords = records;
      if (roomWaiters > 0) {
        roomFreed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isBatch(long position) {
    return byteAt(position) == BATCH_MARK;
  }

  /** Position after the entry that begins at the given one. */
  long entryEnd(long position) {
    if (isBatch(position)) {
      return position + BATCH_HEADER_BYTES + intAt(position + 1);
    }
    int length = varintAt(position + 1);
    return position + 1 + varintBytes(length) + length;
  }

  /** Records in the entry that begins at the given position. */
  int entryRecords(long position) {
    return isBatch(position) ? intAt(position + 5) : 1;
  }

  /** The segment that holds the position. */
  byte[] segmentAt(long position) {
    byte[] segment = segments[slot(position >>> SEGMENT_BITS)];
    if (segment == null) {
      throw new IllegalStateException("no segment at " + position + ", acked " + acked);
    }
    return segment;
  }

  static int offsetInSegment(long position) {
    return (int) position & SEGMENT_MASK;
  }

  // ---- inside ----------------------------------------------------------------------------------

  /** Racy without the lock, and then only a hint: what it refuses was full a moment ago. */
  boolean hasRoom(long bytes, long records) {
    return tail - acked + bytes <= maxBytes && tailRecords - ackedRecords + records <= maxRecords;
  }

  // Only the lock's holder writes these fields, so read-modify-write on a volatile is safe here.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  @GuardedBy("lock")
  private long publish(long end, int records) {
    long offset = tailEntries;
    tailEntries = offset + 1;
    tailRecords += records;
    tail = end;
    return offset;
  }

  @GuardedBy("lock")
  private long writeFramed(long position, byte[] source, int offset, int length) {
    long cursor = writeByte(position, RECORD_TAG);
    int rest = length;
    while ((rest & ~0x7F) != 0) {
      cursor = writeByte(cursor, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    cursor = writeByte(cursor, (byte) rest);
    int copied = 0;
    while (copied < length) {
      byte[] segment = writableSegment(cursor);
      int at = offsetInSegment(cursor);
      int chunk = Math.min(length - copied, SEGMENT_BYTES - at);
      System.arraycopy(source, offset + copied, segment, at, chunk);
      copied += chunk;
      cursor += chunk;
    }
    return cursor;
  }

  @GuardedBy("lock")
  private long writeByte(long position, byte value) {
    writableSegment(position)[offsetInSegment(position)] = value;
    return position + 1;
  }

  @GuardedBy("lock")
  private long writeInt(long position, int value) {
    long cursor = position;
    for (int shift = 24; shift >= 0; shift -= 8) {
      cursor = writeByte(cursor, (byte) (value >>> shift));
    }
    return cursor;
  }

  @GuardedBy("lock")
  private byte[] writableSegment(long position) {
    int slot = slot(position >>> SEGMENT_BITS);
    byte[] segment = segments[slot];
    if (segment == null) {
      int free = freeSegments.size();
      segment = free > 0 ? freeSegments.remove(free - 1) : new byte[SEGMENT_BYTES];
      segments[slot] = segment;
    }
    return segment;
  }

  private int slot(long segmentNumber) {
    return (int) (segmentNumber % segments.length);
  }

  private byte byteAt(long position) {
    return segmentAt(position)[offsetInSegment(position)];
  }

  private int intAt(long position) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = (value << 8) | (byteAt(position + i) & 0xFF);
    }
    return value;
  }

  private int varintAt(long position) {
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

  private void copyOut(long position, byte[] target) {
    int copied = 0;
    while (copied < target.length) {
      int at = offsetInSegment(position + copied);
      int chunk = Math.min(target.length - copied, SEGMENT_BYTES - at);
      System.arraycopy(segmentAt(position + copied), at, target, copied, chunk);
      copied += chunk;
    }
  }

  static int varintBytes(long value) {
    int bytes = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      bytes++;
    }
    return bytes;
  }

  /** Waiting time that never ends, for {@link #awaitRoom}. */
  static final long FOREVER_NANOS = TimeUnit.DAYS.toNanos(36_500);
}
