// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** The columns of a record in their order, fixed when the appender is configured. */
public final class LogSchema {

  private static final List<Column> DEFAULT_COLUMNS =
      Collections.unmodifiableList(
          Arrays.asList(
              new Column("timestamp", "TIMESTAMP"),
              new Column("level", "STRING"),
              new Column("logger", "STRING"),
              new Column("thread", "STRING"),
              new Column("message", "STRING"),
              new Column("exception_class", "STRING"),
              new Column("exception_message", "STRING"),
              new Column("stack_trace", "STRING"),
              new Column("stack_hash", "STRING"),
              new Column("mdc", "MAP<STRING,STRING>"),
              new Column("key_values", "MAP<STRING,STRING>"),
              new Column("markers", "ARRAY<STRING>"),
              new Column("trace_id", "STRING"),
              new Column("span_id", "STRING"),
              new Column("caller", "STRING"),
              new Column("truncated", "BOOLEAN"),
              new Column("service", "STRING"),
              new Column("host", "STRING"),
              new Column("pid", "BIGINT"),
              new Column("instance_id", "STRING"),
              new Column("seq", "BIGINT")));

  private final List<Column> columns;

  private LogSchema(List<Column> columns) {
    this.columns = Collections.unmodifiableList(columns);
  }

  /** The default columns, then one STRING column for each static field. */
  static LogSchema withFields(Collection<StaticField> fields) {
    List<Column> columns = new ArrayList<>(DEFAULT_COLUMNS);
    for (StaticField field : fields) {
      columns.add(new Column(field.name(), "STRING"));
    }
    return new LogSchema(columns);
  }

  /** The default columns, as they are without any setting. */
  public static LogSchema defaults() {
    return new LogSchema(DEFAULT_COLUMNS);
  }

  /** The columns in the order in which they are written. */
  public List<Column> columns() {
    return columns;
  }

  /** Compares without case, as the table does. */
  public static boolean isDefaultColumn(String name) {
    for (Column column : DEFAULT_COLUMNS) {
      if (column.name().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** A name with the type it has in the table. */
  public static final class Column {
    private final String name;
    private final String deltaType;

    Column(String name, String deltaType) {
      this.name = name;
      this.deltaType = deltaType;
    }

    public String name() {
      return name;
    }

    /** As SQL writes it, for example {@code MAP<STRING,STRING>}. */
    public String deltaType() {
      return deltaType;
    }

    @Override
    public String toString() {
      return name + " " + deltaType;
    }
  }
}
