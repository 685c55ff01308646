// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.delta.kernel.types.StructType;
import io.zerobus.local.delta.DeltaTable;
import io.zerobus.local.record.RecordChecker;
import io.zerobus.local.wal.LogDisk;
import io.zerobus.local.wal.WalFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A table that is open for records. Thread-safe. */
public final class Table {

  private final TableName name;
  private final Path root;
  private final WalFolder wal;
  private final DeltaTable delta;
  private final SegmentCommitter committer;
  private final long firstSegment;
  private final long commitIntervalNanos;

  /** Written at opening, then by the committer's thread when the columns have changed. */
  private volatile RecordChecker checker;

  private final Object lock = new Object();

  /** Null before the first record: a table without streams has no threads. */
  @GuardedBy("lock")
  private @Nullable TableWriter writer;

  @GuardedBy("lock")
  private boolean closed;

  private Table(TableName name, DeltaTable delta, StateFolder state, long commitIntervalNanos)
      throws IOException {
    this.name = name;
    this.root = delta.root();
    this.delta = delta;
    this.commitIntervalNanos = commitIntervalNanos;
    this.checker = new RecordChecker(delta.schema());
    this.wal = new WalFolder(state.wal(name), LogDisk.OF_THE_MACHINE);
    this.committer =
        new SegmentCommitter(name, delta, wal, state, changed -> this.checker = changed);
    this.firstSegment = replay();
  }

  /** Opens a table, after the records that an earlier server acknowledged were put into it. */
  static Table open(TableName name, DeltaTable delta, StateFolder state, long commitIntervalNanos)
      throws IOException {
    delta.deleteTemporaryFiles();
    return new Table(name, delta, state, commitIntervalNanos);
  }

  public TableName name() {
    return name;
  }

  public Path root() {
    return root;
  }

  /** Checks records against the columns of the table. */
  public RecordChecker checker() {
    return checker;
  }

  public StructType schema() {
    return checker.schema();
  }

  /** Rows that are committed now, by the table's log; empty when it does not tell. */
  public OptionalLong committedRows() throws IOException {
    return DeltaTable.open(root).rowCount();
  }

  /**
   * Accepts a request, whose stream hears when it is durable. Waits while too much is uncommitted.
   *
   * @throws RefusedException when the table takes no records now
   */
  public void write(WriteRequest request) throws RefusedException, InterruptedException {
    writer().write(request);
  }

  /** Commits what was accepted and closes the table. */
  void close(long timeoutNanos) throws InterruptedException {
    TableWriter last;
    synchronized (lock) {
      closed = true;
      last = writer;
    }
    if (last != null) {
      last.close(timeoutNanos);
    }
  }

  private TableWriter writer() throws RefusedException {
    synchronized (lock) {
      if (closed) {
        throw new RefusedException("the server is stopping");
      }
      if (writer == null) {
        writer = new TableWriter(name, wal, committer, firstSegment, commitIntervalNanos);
        writer.start();
      }
      return writer;
    }
  }

  /** Commits what is left in the log; the number for the next segment. */
  private long replay() throws IOException {
    long last = delta.lastSegment();
    List<WalFolder.Entry> left = wal.list();
    for (WalFolder.Entry segment : left) {
      committer.replay(segment.number(), segment.file());
      last = Math.max(last, segment.number());
    }
    return last + 1;
  }
}
