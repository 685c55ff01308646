// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
 * <p>Memory is in 64 KiB segments, taken on demand and given back as they are acknowledged; an
 * entry may lie across segments, so the bound on bytes is exact. The bound is a {@link
 * BufferBudget}, which several buffers may share. Producers are serialised by a lock held for the
 * copy alone; a producer that finds no room does not take it.
 *
 * <p>With {@link Overflow#GIVE_UP_OLDEST} a producer that finds no room gives up entries from the
 * read cursor on, which then moves. What is in flight stays, and a <em>gap</em> comes to lie behind
 * it: no bytes, but positions and logical offsets.
 *
 * <pre>
 *   acked              gap        read      tail
 *     | in flight        |          | waiting |
 *   --+------------------+----------+---------+--&gt;
 * </pre>
 *
 * <p>Further batches and gaps may follow one another. Neither cursor ever rests at the beginning of
 * a gap: the one that reaches it moves on to its end, so that a gap is gone once all before it is
 * acknowledged. As producers then take away what the sender looks at, it looks and claims under the
 * lock too; what it has claimed is safe, and read without.
 */
final class RecordBuffer {
  /** {@link #append} result: no room now. */
  static final long BACK_PRESSURED = -1;

  /** {@link #append} result: the buffer takes no more entries. */
  static final long CLOSED = -2;

  /** {@link #append} result: larger than the whole buffer, will never fit. */
  static final long TOO_LARGE = -3;

  static final int SEGMENT_BYTES = SegmentPool.SEGMENT_BYTES;
  static final int BATCH_HEADER_BYTES = 9;

  private static final byte RECORD_TAG = 0x0A;
  private static final byte BATCH_MARK = 0x00;
  private static final long NO_GAP = Long.MAX_VALUE;

  // At least so much is given up at once, so that not each append has to: 1/64 of the bound, but
  // not more than a batch usually takes.
  private static final int GIVE_UP_SHARE = 64;
  private static final long GIVE_UP_BYTES = 64 << 10;
  private static final long GIVE_UP_RECORDS = 1_000;

  private final BufferBudget budget;
  private final boolean givesUp;
  private final long giveUpBytes;
  private final long giveUpRecords;
  private final SegmentTable table;

  private final ReentrantLock lock = new ReentrantLock();

  /** By their first position; empty unless entries are given up. Guarded by the lock. */
  private final TreeMap<Long, Gap> gaps = new TreeMap<>();

  @GuardedBy("lock")
  private boolean ended;

  // Written under the lock, tail last; read by anybody. They only grow.
  private volatile long tailEntries;
  private volatile long tailRecords;
  private volatile long tail;
  private volatile boolean closed;

  // Written under the lock, by the sender and by producers that give up; read by anybody.
  private volatile long acked;
  private volatile long ackedEntries;
  private volatile long ackedBytes; // without what was given up
  private volatile long ackedRecords;
  private volatile long givenUpBytes;
  private volatile long givenUpRecords;

  // Written by the sender, and by producers that give up; read by the sender. Under the lock when
  // entries are given up.
  private volatile long read;
  private volatile long readEntries;
  private long readBytes; // acknowledged or in flight
  private long readRecords;

  /** A buffer with a bound of its own. */
  RecordBuffer(long maxBytes, long maxRecords) {
    this(BufferBudget.of(maxBytes, maxRecords), Overflow.REFUSE);
  }

  /**
   * @param budget bound over waiting and unacknowledged bytes, framing included, and records
   */
  RecordBuffer(BufferBudget budget, Overflow overflow) {
    this.budget = budget;
    this.givesUp = overflow == Overflow.GIVE_UP_OLDEST;
    this.giveUpBytes = Math.max(1, Math.min(GIVE_UP_BYTES, budget.maxBytes() / GIVE_UP_SHARE));
    this.giveUpRecords =
        Math.max(1, Math.min(GIVE_UP_RECORDS, budget.maxRecords() / GIVE_UP_SHARE));
    this.table = givesUp ? SegmentTable.withGaps(budget) : SegmentTable.ofOneRun(budget);
    budget.segments().attach();
  }

  // ---- producers -------------------------------------------------------------------------------

  /** Bytes that a record of the given length takes in the buffer. */
  static long framedBytes(int recordBytes) {
    return 1L + varintBytes(recordBytes) + recordBytes;
  }

  /** As {@link #append(byte[], int, int, boolean)}, giving up others if this buffer does that. */
  long append(byte[] source, int offset, int length) {
    return append(source, offset, length, givesUp);
  }

  /**
   * Appends one record; never waits for room.
   *
   * @param givingUp whether older entries may be given up for it; only in a buffer that does that
   * @return its logical offset, or {@link #BACK_PRESSURED}, {@link #CLOSED} or {@link #TOO_LARGE}
   */
  long append(byte[] source, int offset, int length, boolean givingUp) {
    long size = framedBytes(length);
    if (size > budget.maxBytes()) {
      return TOO_LARGE;
    }
    if (isRefused(size, 1, givingUp)) {
      return BACK_PRESSURED;
    }
    acquire();
    try {
      if (closed) {
        return CLOSED;
      }
      if (!takeRoom(size, 1, givingUp)) {
        return BACK_PRESSURED;
      }
      boolean published = false;
      try {
        long end = writeFramed(tail, source, offset, length);
        long accepted = publish(end, 1);
        published = true;
        return accepted;
      } finally {
        if (!published) {
          budget.release(size, 1);
        }
      }
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
    int count = records.size();
    if (size > budget.maxBytes() || count > budget.maxRecords()) {
      return TOO_LARGE;
    }
    if (isRefused(size, count, givesUp)) {
      return BACK_PRESSURED;
    }
    acquire();
    try {
      if (closed) {
        return CLOSED;
      }
      if (!takeRoom(size, count, givesUp)) {
        return BACK_PRESSURED;
      }
      boolean published = false;
      try {
        long position = table.putByte(tail, BATCH_MARK);
        position = table.putInt(position, (int) framed);
        position = table.putInt(position, count);
        for (byte[] record : records) {
          position = writeFramed(position, record, 0, record.length);
        }
        long accepted = publish(position, count);
        published = true;
        return accepted;
      } finally {
        if (!published) {
          budget.release(size, count);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the lock. The JDK may throw StackOverflowError out of {@code lock()} with the lock taken:
   * then it is given back, at once or with the next event of the thread, for nobody appends while
   * he holds the lock on purpose.
   */
  private void acquire() {
    while (lock.isHeldByCurrentThread()) {
      lock.unlock();
    }
    try {
      lock.lock();
    } catch (StackOverflowError e) {
      if (lock.isHeldByCurrentThread()) {
        lock.unlock();
      }
      throw e;
    }
  }

  /** Known without the lock. Who is told that it is closed must be told under the lock. */
  private boolean isRefused(long size, int records, boolean givingUp) {
    return !givingUp && !closed && !budget.hasRoom(size, records);
  }

  /**
   * Waits until an entry of that size would fit, the buffer is closed, or the time is over.
   *
   * @return whether there is room (somebody else may take it first) or the buffer is closed
   */
  boolean awaitRoom(long bytes, long records, long timeoutNanos) throws InterruptedException {
    return budget.awaitRoom(bytes, records, timeoutNanos, this::isClosed);
  }

  /** Refuses further entries; wakes all who wait for room. Idempotent, any thread. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    budget.wakeWaiters();
  }

  /**
   * Nothing will be sent any more: closes, and gives back to the budget what is left, which stays
   * readable. Idempotent, any thread.
   *
   * @param publish tells that it has ended; under the lock, so that whoever is refused has been
   *     told, and whoever was told finds all that was accepted. Must return at once.
   */
  void end(Runnable publish) {
    lock.lock();
    try {
      closed = true;
      if (!ended) {
        ended = true;
        budget.release(pendingBytes(), pendingRecords());
        budget.segments().detach(table.held());
      }
      publish.run();
    } finally {
      lock.unlock();
    }
    budget.wakeWaiters();
  }

  boolean isClosed() {
    return closed;
  }

  boolean givesUp() {
    return givesUp;
  }

  long maxBytes() {
    return budget.maxBytes();
  }

  // ---- any thread ------------------------------------------------------------------------------

  long tail() {
    return tail;
  }

  /** Entries ever accepted; also the logical offset of the next one. */
  long acceptedEntries() {
    return tailEntries;
  }

  /** Entries acknowledged; all with a smaller logical offset are durable, or were given up. */
  long ackedEntries() {
    return ackedEntries;
  }

  long pendingRecords() {
    // In this order it is never negative: what is subtracted was accepted before.
    long done = ackedRecords + givenUpRecords;
    return tailRecords - done;
  }

  long ackedRecords() {
    return ackedRecords;
  }

  long givenUpRecords() {
    return givenUpRecords;
  }

  long pendingBytes() {
    long done = ackedBytes + givenUpBytes;
    return tail - done;
  }

  boolean isEmpty() {
    return acked == tail;
  }

  /** Racy, and then only a hint: what it refuses was full a moment ago. */
  boolean hasRoom(long bytes, long records) {
    return budget.hasRoom(bytes, records);
  }

  /** Copies of the unacknowledged records, by entry, in order. For use once sending has ended. */
  List<List<byte[]>> copyUnacked() {
    lock.lock();
    try {
      List<List<byte[]>> entries = new ArrayList<>();
      for (long at = acked; at < tail; at = afterGap(entryEnd(at))) {
        entries.add(copyEntry(at));
      }
      return entries;
    } finally {
      lock.unlock();
    }
  }

  // ---- sender thread ---------------------------------------------------------------------------

  /** Everything below is acknowledged or was given up. */
  long ackedPosition() {
    return acked;
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

  /** Until {@link #endClaim} nothing is given up: the sender may look at what waits. */
  void beginClaim() {
    if (givesUp) {
      lock.lock();
    }
  }

  void endClaim() {
    if (givesUp) {
      lock.unlock();
    }
  }

  /** Where the first gap after the position begins, or {@link Long#MAX_VALUE}. */
  long gapAfter(long position) {
    if (gaps.isEmpty()) {
      return NO_GAP;
    }
    Long first = gaps.ceilingKey(position);
    return first == null ? NO_GAP : first;
  }

  /** Moves the read cursor past what is handed to the transport, and past a gap behind it. */
  void advanceRead(long position, long entries, long records) {
    readBytes += position - read;
    readRecords = records;
    Gap gap = gapAt(position);
    readEntries = gap == null ? entries : entries + gap.entries;
    read = gap == null ? position : gap.end;
  }

  /** Moves the read cursor back to the first unacknowledged entry: all of it will be sent again. */
  void rewind() {
    lock.lock();
    try {
      read = acked;
      readEntries = ackedEntries;
      readBytes = ackedBytes;
      readRecords = ackedRecords;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Frees everything below the position, which is durable now.
   *
   * @param position the end of a batch
   */
  // As in publish.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void release(long position, long entries, long records) {
    lock.lock();
    try {
      if (ended) {
        return; // given back already
      }
      long freedBytes = position - acked - passGaps(position);
      long freedRecords = records - ackedRecords;
      Gap gap = gapAt(position);
      if (gap == null) {
        moveAcked(position, entries);
      } else {
        gaps.remove(position);
        moveAcked(gap.end, entries + gap.entries);
      }
      ackedBytes += freedBytes;
      ackedRecords = records;
      budget.release(freedBytes, freedRecords);
    } finally {
      lock.unlock();
    }
  }

  /** Lets the edit change each record between the read cursor and the position. */
  void edit(RecordEdit edit, long to) {
    long at = read;
    while (at < to) {
      List<byte[]> records = copyWaiting(at);
      // Not under the lock: it is foreign, and takes its time.
      records.forEach(record -> applyTo(record, edit));
      at = putBack(at, records);
    }
  }

  private static void applyTo(byte[] record, RecordEdit edit) {
    try {
      edit.edit(record, record.length);
    } catch (RuntimeException ignored) {
      // The record goes as it is then, which the server will judge; the stream must live on.
    }
  }

  /** Empty when the entry has been given up. */
  private List<byte[]> copyWaiting(long at) {
    lock.lock();
    try {
      return at < read ? List.of() : copyEntry(at);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes the records of an entry back, unless it has been given up.
   *
   * @return where the next entry begins
   */
  private long putBack(long at, List<byte[]> records) {
    lock.lock();
    try {
      if (at < read) {
        return read;
      }
      long cursor = isBatch(at) ? at + BATCH_HEADER_BYTES : at;
      for (byte[] record : records) {
        cursor = table.put(cursor + 1 + varintBytes(record.length), record, 0, record.length);
      }
      return afterGap(cursor);
    } finally {
      lock.unlock();
    }
  }

  boolean isBatch(long position) {
    return table.byteAt(position) == BATCH_MARK;
  }

  /** Position after the entry that begins at the given one. */
  long entryEnd(long position) {
    if (isBatch(position)) {
      return position + BATCH_HEADER_BYTES + table.intAt(position + 1);
    }
    int length = table.varintAt(position + 1);
    return position + 1 + varintBytes(length) + length;
  }

  /** Records in the entry that begins at the given position. */
  int entryRecords(long position) {
    return isBatch(position) ? table.intAt(position + 5) : 1;
  }

  /** The segment that holds the position. */
  byte[] segmentAt(long position) {
    return table.segmentAt(position);
  }

  static int offsetInSegment(long position) {
    return SegmentTable.offsetInSegment(position);
  }

  // ---- room ------------------------------------------------------------------------------------

  /** Takes budget and memory for one entry at the tail, giving up older ones if it must and may. */
  @GuardedBy("lock")
  private boolean takeRoom(long size, int records, boolean givingUp) {
    while (!reserve(size, records)) {
      if (!givingUp || !giveUpSome(size, records)) {
        return false;
      }
    }
    return true;
  }

  @GuardedBy("lock")
  private boolean reserve(long size, int records) {
    if (!budget.tryReserve(size, records)) {
      return false;
    }
    boolean reserved = false;
    try {
      reserved = table.reserve(acked, tail, tail + size);
    } finally {
      if (!reserved) { // out of memory as well
        budget.release(size, records);
      }
    }
    return reserved;
  }

  /** Gives up one chunk of the oldest; false, and nothing given up, when that would be in vain. */
  // As in publish.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  @GuardedBy("lock")
  private boolean giveUpSome(long size, int records) {
    if (read == tail || !wouldFitWithoutTheWaiting(size, records)) {
      return false;
    }
    long missingBytes = size - (budget.maxBytes() - budget.pendingBytes());
    long missingRecords = records - (budget.maxRecords() - budget.pendingRecords());
    long bytes = 0;
    long count = 0;
    long entries = 0;
    long at = read;
    while (at < tail
        && (bytes < missingBytes
            || count < missingRecords
            || (bytes < giveUpBytes && count < giveUpRecords))) {
      long end = entryEnd(at);
      bytes += end - at;
      count += entryRecords(at);
      entries++;
      Gap next = gaps.remove(end);
      if (next != null) {
        entries += next.entries;
      }
      at = next == null ? end : next.end;
    }
    giveUpTo(at, entries);
    givenUpBytes += bytes;
    givenUpRecords += count;
    budget.release(bytes, count);
    return true;
  }

  /** Whether there would be room if all were given up that is not in flight. */
  @GuardedBy("lock")
  private boolean wouldFitWithoutTheWaiting(long size, int records) {
    long waitingBytes = tail - readBytes - givenUpBytes;
    long waitingRecords = tailRecords - readRecords - givenUpRecords;
    if (size > budget.maxBytes() - budget.pendingBytes() + waitingBytes
        || records > budget.maxRecords() - budget.pendingRecords() + waitingRecords) {
      return false;
    }
    if (read != acked && !table.spans(acked, tail + size)) {
      return false;
    }
    long lacking = table.missing(tail, tail + size) - budget.segments().available();
    return lacking <= 0 || lacking <= table.heldBetween(firstFreeable(), SegmentTable.number(tail));
  }

  /** All between the read cursor and the position becomes a gap, or is done with. */
  // As in publish.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  @GuardedBy("lock")
  private void giveUpTo(long position, long entries) {
    long from = read;
    if (acked == from) {
      moveAcked(position, ackedEntries + entries);
    } else {
      table.free(firstFreeable(), SegmentTable.number(position));
      Map.Entry<Long, Gap> before = gapBeforeRead();
      long first = before == null ? from : before.getKey();
      long all = before == null ? entries : before.getValue().entries + entries;
      gaps.put(first, new Gap(position, all));
    }
    read = position;
    readEntries += entries;
  }

  /** Number of the first segment that nothing in flight lies in, from the read cursor on. */
  @GuardedBy("lock")
  private long firstFreeable() {
    if (read == acked) {
      return SegmentTable.number(read);
    }
    Map.Entry<Long, Gap> before = gapBeforeRead();
    long unused = before == null ? read : before.getKey();
    return Math.max(SegmentTable.numberFrom(unused), SegmentTable.number(read));
  }

  @GuardedBy("lock")
  private Map.@Nullable Entry<Long, Gap> gapBeforeRead() {
    Map.Entry<Long, Gap> before = gaps.lowerEntry(read);
    return before != null && before.getValue().end == read ? before : null;
  }

  @GuardedBy("lock")
  private void moveAcked(long position, long entries) {
    // An empty buffer keeps no segment, not even the one that it will go on in.
    long last = SegmentTable.number(position) + (position == tail ? 1 : 0);
    table.free(SegmentTable.number(acked), last);
    acked = position;
    ackedEntries = entries;
  }

  /** Forgets the gaps below the position; says how long they were. */
  @GuardedBy("lock")
  private long passGaps(long position) {
    long passed = 0;
    while (!gaps.isEmpty() && gaps.firstKey() < position) {
      Map.Entry<Long, Gap> gap = gaps.pollFirstEntry();
      passed += gap.getValue().end - gap.getKey();
    }
    return passed;
  }

  private @Nullable Gap gapAt(long position) {
    return gaps.isEmpty() ? null : gaps.get(position);
  }

  /** The position, or the end of the gap that begins there. */
  private long afterGap(long position) {
    Gap gap = gapAt(position);
    return gap == null ? position : gap.end;
  }

  // ---- bytes -----------------------------------------------------------------------------------

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
    long cursor = table.putByte(position, RECORD_TAG);
    int rest = length;
    while ((rest & ~0x7F) != 0) {
      cursor = table.putByte(cursor, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    cursor = table.putByte(cursor, (byte) rest);
    return table.put(cursor, source, offset, length);
  }

  List<byte[]> copyEntry(long position) {
    List<byte[]> records = new ArrayList<>();
    long end = entryEnd(position);
    long cursor = isBatch(position) ? position + BATCH_HEADER_BYTES : position;
    while (cursor < end) {
      int length = table.varintAt(cursor + 1);
      long start = cursor + 1 + varintBytes(length);
      byte[] record = new byte[length];
      table.copyOut(start, record);
      records.add(record);
      cursor = start + length;
    }
    return records;
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

  /** Positions without bytes, which hold the place of entries that were given up. */
  private static final class Gap {
    final long end;
    final long entries;

    Gap(long end, long entries) {
      this.end = end;
      this.entries = entries;
    }
  }
}
