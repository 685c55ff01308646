// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.local.delta.DeltaTable;
import io.zerobus.local.delta.Disk;
import io.zerobus.local.record.RecordChecker;
import io.zerobus.local.record.RecordException;
import io.zerobus.local.wal.WalFolder;
import io.zerobus.local.wal.WalSegment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts finished segments of the write-ahead log into their Delta table, in order, each as one
 * commit, and deletes them.
 *
 * <p>A commit that fails is tried again until it succeeds, from the file: the retry is what a
 * restart of the server does, {@link #replay}. Meanwhile {@link #trouble} says why, so that no
 * further records are taken.
 */
final class SegmentCommitter {

  private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long MAX_RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * A finished segment.
   *
   * @param rows of all its requests
   * @param bytes of all its records
   */
  record Segment(long number, Path file, List<@Nullable Object[]> rows, long bytes) {}

  private final DeltaTable table;
  private final WalFolder wal;
  private final StateFolder state;
  private final Consumer<RecordChecker> onSchema;
  private final TableName name;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<Segment> queue = new ArrayDeque<>();

  @GuardedBy("lock")
  private boolean closing;

  /** Set by {@link #start}, before the thread starts. */
  private LongConsumer onCommitted = bytes -> {};

  /** Why commits fail, null while they succeed. Written by the thread only. */
  private volatile @Nullable String trouble;

  /**
   * @param onSchema told when the table turns out to have other columns than before
   */
  SegmentCommitter(
      TableName name,
      DeltaTable table,
      WalFolder wal,
      StateFolder state,
      Consumer<RecordChecker> onSchema) {
    this.name = name;
    this.table = table;
    this.wal = wal;
    this.state = state;
    this.onSchema = onSchema;
    this.thread = TableThreads.create("zerobus-commit-" + name, this::run);
  }

  /**
   * Starts committing.
   *
   * @param listener told the bytes of each committed segment, and 0 when trouble begins or ends
   */
  void start(LongConsumer listener) {
    onCommitted = listener;
    thread.start();
  }

  void add(Segment segment) {
    lock.lock();
    try {
      queue.add(segment);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Nullable String trouble() {
    return trouble;
  }

  /** Commits what was added, trying each segment once more at most, and ends. */
  void close(long timeoutNanos) throws InterruptedException {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (thread.isAlive()) {
      TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, timeoutNanos));
    }
  }

  /**
   * Commits one segment from its file; nothing is doubled when the table has it already. Records
   * that the table no longer takes, because its columns were changed since, are set aside; so is
   * the file when it is damaged, and what can be read of it is committed.
   */
  void replay(long number, Path file) throws IOException {
    table.refresh();
    RecordChecker checker = new RecordChecker(table.schema());
    onSchema.accept(checker);
    WalSegment.Contents contents = WalSegment.read(file);
    if (table.lastSegment() < number) {
      List<@Nullable Object[]> rows = new ArrayList<>();
      List<byte[]> rejected = new ArrayList<>();
      for (List<byte[]> request : contents.requests()) {
        for (byte[] record : request) {
          try {
            rows.add(checker.check(record));
          } catch (RecordException e) {
            rejected.add(record);
          }
        }
      }
      if (!rejected.isEmpty()) {
        setAside(number, rejected);
      }
      if (!rows.isEmpty()) {
        table.append(rows, number, state.scratch());
      }
    }
    if (contents.damaged()) {
      setAsideDamaged(number, file);
    } else {
      wal.delete(file);
    }
  }

  private void run() {
    Segment segment;
    // A later segment must not overtake one that failed: the table counts what it has by the
    // greatest number.
    while ((segment = take()) != null && commit(segment)) {
      trouble = null;
      onCommitted.accept(segment.bytes());
    }
  }

  private @Nullable Segment take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closing) {
        changed.awaitUninterruptibly();
      }
      return queue.poll();
    } finally {
      lock.unlock();
    }
  }

  /** False when the server ended first: the segment stays for its next start. */
  private boolean commit(Segment segment) {
    try {
      if (!segment.rows().isEmpty()) {
        table.append(segment.rows(), segment.number(), state.scratch());
      }
      wal.delete(segment.file());
      return true;
    } catch (IOException | RuntimeException e) {
      report(e);
    }
    long retryNanos = FIRST_RETRY_NANOS;
    while (pause(retryNanos)) {
      try {
        replay(segment.number(), segment.file());
        return true;
      } catch (IOException | RuntimeException e) {
        report(e);
      }
      retryNanos = Math.min(2 * retryNanos, MAX_RETRY_NANOS);
    }
    return false;
  }

  private void report(Exception e) {
    trouble =
        "Table " + name + " cannot be written, and is tried again: " + TableWriter.describe(e);
    onCommitted.accept(0);
  }

  /** Waits; false when the server is ending. */
  private boolean pause(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && !closing) {
        left = changed.awaitNanos(left);
      }
      return !closing;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Nobody interrupts this thread.
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void setAside(long number, List<byte[]> records) throws IOException {
    Path file = state.rejected().resolve(name + "-" + number + ".jsonl");
    List<String> lines =
        records.stream()
            .map(record -> new String(record, StandardCharsets.UTF_8).replaceAll("\\R", " "))
            .toList();
    Files.write(file, lines);
    Disk.syncFile(file);
    Disk.syncDirectory(state.rejected());
  }

  private void setAsideDamaged(long number, Path file) throws IOException {
    Path kept = state.rejected().resolve(name + "-" + number + ".wal");
    wal.move(file, kept);
    System.err.println(
        "zerobus-local: segment "
            + number
            + " of the write-ahead log of table "
            + name
            + " is damaged in the middle: the records before the damage are in the table, those"
            + " after it may not be, and the file is kept as "
            + kept);
  }
}
