// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The columns that a record has without any setting, in their order. */
enum DefaultColumn {
  TIMESTAMP("TIMESTAMP"),
  LEVEL("STRING"),
  LOGGER("STRING"),
  THREAD("STRING"),
  MESSAGE("STRING"),
  EXCEPTION_CLASS("STRING"),
  EXCEPTION_MESSAGE("STRING"),
  STACK_TRACE("STRING"),
  STACK_HASH("STRING"),
  MDC("MAP<STRING,STRING>"),
  KEY_VALUES("MAP<STRING,STRING>"),
  MARKERS("ARRAY<STRING>"),
  TRACE_ID("STRING"),
  SPAN_ID("STRING"),
  CALLER("STRING"),
  TRUNCATED("BOOLEAN"),
  SERVICE("STRING"),
  HOST("STRING"),
  PID("BIGINT"),
  INSTANCE_ID("STRING"),
  SEQ("BIGINT");

  private final String columnName;
  private final String deltaType;

  DefaultColumn(String deltaType) {
    this.columnName = name().toLowerCase(Locale.ROOT);
    this.deltaType = deltaType;
  }

  /** The name it has unless it is renamed. */
  String columnName() {
    return columnName;
  }

  String deltaType() {
    return deltaType;
  }

  /** Compares without case, as the table does; null when there is none. */
  static @Nullable DefaultColumn ofName(String name) {
    for (DefaultColumn column : values()) {
      if (column.columnName.equalsIgnoreCase(name)) {
        return column;
      }
    }
    return null;
  }
}
