// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.schema.Column;
import io.zerobus.schema.ColumnType;
import io.zerobus.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which the columns that are written differ from those of the table. Immutable and
 * thread-safe.
 */
final class ColumnDifference {

  private final String column;
  private final String kind;
  private final String finding;
  private final String consequence;
  private final String remedy;
  private final boolean leftOut;

  private ColumnDifference(
      String column,
      String kind,
      String finding,
      String consequence,
      String remedy,
      boolean leftOut) {
    this.column = column;
    this.kind = kind;
    this.finding = finding;
    this.consequence = consequence;
    this.remedy = remedy;
    this.leftOut = leftOut;
  }

  /** What is written and is not there, or is of another type. */
  static List<ColumnDifference> between(
      List<LogSchema.Column> written, TableSchema table, String tableName) {
    Map<String, Column> columns = new HashMap<>();
    Map<String, Column> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Column column : table.columns()) {
      columns.put(column.name(), column);
      anyCase.put(column.name(), column);
    }
    List<ColumnDifference> differences = new ArrayList<>();
    for (LogSchema.Column one : written) {
      Column column = columns.get(one.name());
      if (column == null) {
        differences.add(missing(one, anyCase.get(one.name()), tableName));
      } else if (!fits(one.deltaType(), column.type())) {
        differences.add(ofType(one, column, tableName));
      }
    }
    return differences;
  }

  /** What the table must have and is not among the names that are written. */
  static List<ColumnDifference> required(Set<String> written, TableSchema table, String tableName) {
    List<ColumnDifference> differences = new ArrayList<>();
    for (Column column : table.columns()) {
      if (!column.isNullable() && !written.contains(column.name())) {
        differences.add(
            new ColumnDifference(
                column.name(),
                "required",
                "Column " + column.name() + " of " + tableName + " is NOT NULL and is not written",
                "the table refuses all records",
                "add it with a static field, or drop the constraint",
                false));
      }
    }
    return differences;
  }

  private static ColumnDifference missing(
      LogSchema.Column written, @Nullable Column otherCase, String tableName) {
    return new ColumnDifference(
        written.name(),
        "missing",
        "Column " + written.name() + " is missing in " + tableName,
        written.isDefault()
            ? "it is left out from now on"
            : "the table refuses records that have it",
        otherCase == null
            ? "ALTER TABLE "
                + tableName
                + " ADD COLUMN "
                + written.name()
                + " "
                + written.deltaType()
                + " adds it"
            : "the table calls it " + otherCase.name() + ", and case counts: rename it",
        written.isDefault());
  }

  private static ColumnDifference ofType(
      LogSchema.Column written, Column column, String tableName) {
    return new ColumnDifference(
        written.name(),
        "type",
        "Column "
            + written.name()
            + " of "
            + tableName
            + " is "
            + column.type()
            + ", but "
            + written.deltaType()
            + " is written",
        "the table may refuse such records",
        "give it type " + written.deltaType() + ", or write to another column (setting column)",
        false);
  }

  /** TIMESTAMP and TIMESTAMP_NTZ take the same number. */
  private static boolean fits(String writtenType, ColumnType type) {
    String inTable = type.toString().equals("TIMESTAMP_NTZ") ? "TIMESTAMP" : type.toString();
    ColumnType written = ColumnType.parse(writtenType);
    return written == null || written.toString().equals(inTable);
  }

  /** The name in the table. */
  String column() {
    return column;
  }

  /** The same for the same difference, whoever writes the column. */
  String key() {
    return kind + " " + column;
  }

  /** Whether records are written without the column, so that the rest of them arrives. */
  boolean isLeftOut() {
    return leftOut;
  }

  /** For the status of an appender that goes on with it. */
  String asWarning() {
    return finding + ": " + consequence + "; " + remedy;
  }

  /** For somebody who asks before anything is written. */
  String asFinding() {
    return finding + "; " + remedy;
  }
}
