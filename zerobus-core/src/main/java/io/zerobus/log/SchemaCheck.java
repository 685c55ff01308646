// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.auth.Cancellation;
import io.zerobus.ingest.DaemonThreads;
import io.zerobus.schema.SchemaException;
import io.zerobus.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the columns that appenders write with those of the table, in the background: before the
 * first record is refused, it is known which column is missing. Thread-safe.
 *
 * <p>A default column that the table lacks is left out from then on, and blanked out of the records
 * that wait. Any other difference is one warning.
 */
final class SchemaCheck implements AutoCloseable {

  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final @Nullable TableLookup lookup;
  private final String tableName;
  private final StatusSink status;
  private final Consumer<String> blankOut;

  @GuardedBy("this")
  private final List<Writer> writers = new ArrayList<>();

  @GuardedBy("this")
  private final Set<String> said = new HashSet<>();

  @GuardedBy("this")
  private @Nullable Thread running;

  @GuardedBy("this")
  private @Nullable TableSchema known;

  @GuardedBy("this")
  private long startedNanos;

  private final Cancellation cancellation = new Cancellation();
  private volatile boolean started;
  private volatile boolean unanswered;
  private volatile long answeredNanos;
  private volatile boolean closed;

  /**
   * @param lookup null when nobody can be asked: then nothing is ever compared
   * @param blankOut is told a column that the records which wait must not have
   */
  SchemaCheck(
      @Nullable TableLookup lookup,
      String tableName,
      StatusSink status,
      Consumer<String> blankOut) {
    this.lookup = lookup;
    this.tableName = tableName;
    this.status = status;
    this.blankOut = blankOut;
  }

  /** Someone who writes records for the table. */
  interface Writer {
    /** What it writes. */
    List<LogSchema.Column> columns();

    /** From now on without these, in addition to earlier ones. */
    void leaveOut(Set<String> columns);
  }

  /** Compares what this writer writes too, at once if the table is known already. */
  void add(Writer writer) {
    TableSchema table;
    synchronized (this) {
      writers.add(writer);
      table = known;
    }
    if (table != null) {
      compare(writer, table);
    }
  }

  synchronized void remove(Writer writer) {
    writers.remove(writer);
  }

  /**
   * Starts the comparison, unless it was started before; again after a minute if there was no
   * answer. Returns at once.
   */
  void once() {
    if (!started || (unanswered && System.nanoTime() - answeredNanos >= AGAIN_NANOS)) {
      start();
    }
  }

  /** The table has refused something: it may have changed. At most once a minute. */
  void again() {
    start();
  }

  private synchronized void start() {
    long now = System.nanoTime();
    TableLookup asked = lookup;
    if (asked == null
        || closed
        || running != null
        || (started && now - startedNanos < AGAIN_NANOS)) {
      return;
    }
    started = true;
    startedNanos = now;
    running = DaemonThreads.create("zerobus-schema", () -> check(asked));
    running.start();
  }

  private void check(TableLookup asked) {
    try {
      TableSchema table = asked.fetch(cancellation);
      List<Writer> present;
      synchronized (this) {
        known = table;
        present = new ArrayList<>(writers);
      }
      unanswered = false;
      if (!closed) {
        present.forEach(writer -> compare(writer, table));
        warnOfRequired(present, table);
      }
    } catch (SchemaException e) {
      answeredNanos = System.nanoTime();
      unanswered = e.isTransient();
      if (!closed && firstTime("no table")) {
        status.info(
            "The columns of "
                + tableName
                + " cannot be compared with those that are written: "
                + e.getMessage());
      }
    } catch (RuntimeException | LinkageError e) {
      if (!closed && firstTime("no table")) {
        status.warn("The columns of " + tableName + " cannot be compared", e);
      }
    } finally {
      synchronized (this) {
        running = null;
      }
    }
  }

  private void compare(Writer writer, TableSchema table) {
    Set<String> leftOut = new HashSet<>();
    for (ColumnDifference difference :
        ColumnDifference.between(writer.columns(), table, tableName)) {
      warnOnce(difference);
      if (difference.isLeftOut()) {
        leftOut.add(difference.column());
      }
    }
    if (!leftOut.isEmpty()) {
      writer.leaveOut(leftOut);
      leftOut.forEach(blankOut);
    }
  }

  private void warnOfRequired(List<Writer> present, TableSchema table) {
    if (present.isEmpty()) {
      return;
    }
    Set<String> written = new HashSet<>();
    for (Writer writer : present) {
      for (LogSchema.Column column : writer.columns()) {
        written.add(column.name());
      }
    }
    ColumnDifference.required(written, table, tableName).forEach(this::warnOnce);
  }

  private void warnOnce(ColumnDifference difference) {
    if (firstTime(difference.key())) {
      status.warn(difference.asWarning(), null);
    }
  }

  private synchronized boolean firstTime(String what) {
    return said.add(what);
  }

  @Override
  public void close() {
    closed = true;
    cancellation.cancel();
  }
}
