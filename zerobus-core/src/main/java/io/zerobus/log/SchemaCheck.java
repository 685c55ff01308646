// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.auth.Cancellation;
import io.zerobus.ingest.DaemonThreads;
import io.zerobus.schema.Column;
import io.zerobus.schema.ColumnType;
import io.zerobus.schema.SchemaException;
import io.zerobus.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    LogSchema schema();

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
    Map<String, Column> columns = new HashMap<>();
    Map<String, Column> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Column column : table.columns()) {
      columns.put(column.name(), column);
      anyCase.put(column.name(), column);
    }
    Set<String> leftOut = new HashSet<>();
    for (LogSchema.Column written : writer.schema().columns()) {
      Column column = columns.get(written.name());
      if (column == null) {
        warnOfMissing(written, anyCase.get(written.name()));
        if (written.isDefault()) {
          leftOut.add(written.name());
        }
      } else if (!fits(written.deltaType(), column.type())) {
        warnOfType(written, column);
      }
    }
    if (!leftOut.isEmpty()) {
      writer.leaveOut(leftOut);
      leftOut.forEach(blankOut);
    }
  }

  private void warnOfMissing(LogSchema.Column written, @Nullable Column otherCase) {
    if (!firstTime("missing " + written.name())) {
      return;
    }
    String consequence =
        written.isDefault()
            ? "it is left out from now on"
            : "the table refuses records that have it";
    String remedy =
        otherCase == null
            ? "ALTER TABLE "
                + tableName
                + " ADD COLUMN "
                + written.name()
                + " "
                + written.deltaType()
                + " adds it"
            : "the table calls it " + otherCase.name() + ", and case counts: rename it";
    status.warn(
        "Column "
            + written.name()
            + " is missing in "
            + tableName
            + ": "
            + consequence
            + "; "
            + remedy,
        null);
  }

  private void warnOfType(LogSchema.Column written, Column column) {
    if (firstTime("type of " + written.name())) {
      status.warn(
          "Column "
              + written.name()
              + " of "
              + tableName
              + " is "
              + column.type()
              + ", but "
              + written.deltaType()
              + " is written: the table may refuse such records",
          null);
    }
  }

  private void warnOfRequired(List<Writer> present, TableSchema table) {
    for (Column column : table.columns()) {
      if (!column.isNullable()
          && !isWritten(column.name(), present)
          && firstTime("required " + column.name())) {
        status.warn(
            "Column "
                + column.name()
                + " of "
                + tableName
                + " is NOT NULL and is not written: the table refuses all records; add it with"
                + " a static field, or drop the constraint",
            null);
      }
    }
  }

  private static boolean isWritten(String name, List<Writer> present) {
    for (Writer writer : present) {
      for (LogSchema.Column written : writer.schema().columns()) {
        if (written.name().equals(name)) {
          return true;
        }
      }
    }
    return present.isEmpty();
  }

  /** TIMESTAMP and TIMESTAMP_NTZ take the same number. */
  private static boolean fits(String writtenType, ColumnType type) {
    String inTable = type.toString().equals("TIMESTAMP_NTZ") ? "TIMESTAMP" : type.toString();
    ColumnType written = ColumnType.parse(writtenType);
    return written == null || written.toString().equals(inTable);
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
