// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the table with a witness that is not ours. The appender numbers the events 0, 1, 2, … in
 * {@code seq}, so rows, distinct numbers and the highest number plus one must all be the count of
 * events.
 *
 * @param logged events on the application's console
 * @param rows rows in the table
 * @param distinctSeq different {@code seq}
 * @param nextSeq highest {@code seq} plus one; 0 for an empty table
 */
record Audit(long logged, long rows, long distinctSeq, long nextSeq) {

  /** Takes the one row that {@link Queries#audit} gives. */
  static Audit of(long logged, List<Map<String, @Nullable Object>> result) {
    if (result.size() != 1) {
      throw new IllegalArgumentException("the audit query gave " + result.size() + " rows, not 1");
    }
    Map<String, @Nullable Object> row = result.get(0);
    return new Audit(
        logged, number(row, "row_count"), number(row, "distinct_seq"), number(row, "next_seq"));
  }

  long missing() {
    return Math.max(0, logged - distinctSeq);
  }

  long duplicates() {
    return rows - distinctSeq;
  }

  /** An application that logged nothing proves nothing. */
  boolean addsUp() {
    return logged > 0 && rows == logged && distinctSeq == logged && nextSeq == logged;
  }

  String line() {
    return "%d events logged, %d rows, %d missing, %d duplicates"
        .formatted(logged, rows, missing(), duplicates());
  }

  String explain() {
    StringBuilder text = new StringBuilder("the audit does not add up: ");
    text.append(
        "events on the console %d, rows %d, distinct seq %d, highest seq + 1 %d."
            .formatted(logged, rows, distinctSeq, nextSeq));
    if (logged == 0) {
      text.append(" The application logged nothing.");
    }
    if (missing() > 0) {
      text.append(" Missing: events that the appender dropped, or that did not reach the table.");
    }
    if (duplicates() > 0) {
      text.append(" Duplicates: records that stand in the table more than once.");
    }
    if (distinctSeq > logged) {
      text.append(" The table holds events that the console does not.");
    }
    return text.append(" Run again with --keep to look at table and console.").toString();
  }

  /** Aggregates over no rows are null. */
  private static long number(Map<String, @Nullable Object> row, String column) {
    Object value = row.get(column);
    if (value == null) {
      return 0;
    }
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("the audit query gave " + column + " = " + value);
  }
}
