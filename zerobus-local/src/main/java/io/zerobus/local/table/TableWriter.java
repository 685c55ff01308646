// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.local.wal.WalFolder;
import io.zerobus.local.wal.WalSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of all streams into one table durable.
 *
 * <p>Streams hand requests to a queue and go on. One thread takes all that wait, writes them to the
 * current segment of the write-ahead log, syncs once for all, and then tells their streams. About
 * once per commit interval it gives the segment to the {@link SegmentCommitter}, whose thread puts
 * the rows into the table meanwhile.
 *
 * <p>The rows of a segment stay in memory until they are committed. What is accepted and not yet
 * committed is bounded: {@link #write} waits while there is more than the limit.
 *
 * <p>A write that fails (a full disk) refuses the streams concerned and nothing else: the segment
 * is cut back, and the next request is tried anew.
 */
final class TableWriter {

  /** A segment is given away early when it has this many bytes, so that files stay of a size. */
  private static final long SEGMENT_BYTES = 16L << 20;

  private static final long MAX_UNCOMMITTED_BYTES = 4 * SEGMENT_BYTES;

  private final WalFolder wal;
  private final SegmentCommitter committer;
  private final long commitIntervalNanos;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final List<WriteRequest> queue = new ArrayList<>();

  /** Accepted and not yet committed. */
  @GuardedBy("lock")
  private long uncommittedBytes;

  @GuardedBy("lock")
  private boolean closing;

  /** Current segment, null before its first request; this and what follows by the thread only. */
  private @Nullable WalSegment segment;

  private List<@Nullable Object[]> segmentRows = new ArrayList<>();
  private long segmentRecordBytes;
  private long segmentDueNanos;
  private long nextSegment;

  TableWriter(
      TableName name,
      WalFolder wal,
      SegmentCommitter committer,
      long firstSegment,
      long commitIntervalNanos) {
    this.wal = wal;
    this.committer = committer;
    this.nextSegment = firstSegment;
    this.commitIntervalNanos = commitIntervalNanos;
    this.thread = TableThreads.create("zerobus-wal-" + name, this::run);
  }

  void start() {
    committer.start(this::onCommitted);
    thread.start();
  }

  /**
   * Accepts a request; its stream hears of it later. Waits while too much is uncommitted.
   *
   * @throws RefusedException when the table takes no records now
   */
  void write(WriteRequest request) throws RefusedException, InterruptedException {
    int bytes = request.bytes();
    lock.lockInterruptibly();
    try {
      while (true) {
        String trouble = committer.trouble();
        if (trouble != null) {
          throw new RefusedException(trouble);
        }
        if (closing) {
          throw new RefusedException("the server is stopping");
        }
        if (uncommittedBytes <= MAX_UNCOMMITTED_BYTES) {
          break;
        }
        changed.await();
      }
      queue.add(request);
      uncommittedBytes += bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further requests, makes durable and commits what was accepted, and ends. */
  void close(long timeoutNanos) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
    committer.close(deadline - System.nanoTime());
  }

  private void run() {
    List<WriteRequest> group = new ArrayList<>();
    while (takeGroup(group)) {
      if (!group.isEmpty()) {
        writeGroup(group);
        group.clear();
      }
      if (segmentDue()) {
        giveAway();
      }
    }
    giveAway();
  }

  /** Waits for requests or for the segment to be due; false at the end, when all is written. */
  private boolean takeGroup(List<WriteRequest> group) {
    lock.lock();
    try {
      while (queue.isEmpty() && !closing && !segmentDue()) {
        if (segment == null) {
          changed.await();
        } else {
          changed.awaitNanos(segmentDueNanos - System.nanoTime());
        }
      }
      group.addAll(queue);
      queue.clear();
      return !group.isEmpty() || !closing;
    } catch (InterruptedException e) {
      return false; // Nobody interrupts this thread.
    } finally {
      lock.unlock();
    }
  }

  private boolean segmentDue() {
    return segment != null
        && (segmentRecordBytes >= SEGMENT_BYTES || System.nanoTime() - segmentDueNanos >= 0);
  }

  private void writeGroup(List<WriteRequest> group) {
    Map<WriteRequest.Stream, Long> durable = new LinkedHashMap<>();
    List<ByteBuffer> frames = new ArrayList<>();
    List<@Nullable Object[]> rows = new ArrayList<>();
    long bytes = 0;
    long groupBytes = 0;
    for (WriteRequest request : group) {
      groupBytes += request.bytes();
      // After a refusal the stream's later requests would leave a gap before them.
      if (request.stream().isAlive()) {
        bytes += request.bytes();
        frames.add(WalSegment.frame(request.records()));
        rows.addAll(request.rows());
        durable.put(request.stream(), request.offset());
      }
    }
    try {
      if (!frames.isEmpty()) {
        openSegment().append(frames);
        segmentRows.addAll(rows);
        segmentRecordBytes += bytes;
      }
    } catch (IOException e) {
      release(groupBytes);
      String reason = "The record cannot be made durable: " + describe(e);
      durable.keySet().forEach(stream -> stream.onRefused(reason));
      return;
    }
    release(groupBytes - bytes);
    durable.forEach(WriteRequest.Stream::onDurable);
  }

  private WalSegment openSegment() throws IOException {
    if (segment != null && !segment.isOpen()) {
      giveAway();
    }
    if (segment == null) {
      segment = wal.create(nextSegment);
      nextSegment++;
      segmentDueNanos = System.nanoTime() + commitIntervalNanos;
    }
    return segment;
  }

  private void giveAway() {
    if (segment == null) {
      return;
    }
    try {
      segment.close();
    } catch (IOException e) {
      // All that counts of it is synced.
    }
    committer.add(
        new SegmentCommitter.Segment(
            segment.number(), segment.file(), segmentRows, segmentRecordBytes));
    segment = null;
    segmentRows = new ArrayList<>();
    segmentRecordBytes = 0;
  }

  /** Called by the committer's thread, also when its trouble begins or ends (with no bytes). */
  private void onCommitted(long bytes) {
    release(bytes);
  }

  private void release(long bytes) {
    lock.lock();
    try {
      uncommittedBytes -= bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  static String describe(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
