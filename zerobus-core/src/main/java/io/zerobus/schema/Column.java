// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import org.jspecify.annotations.Nullable;

/** A column of a table, or a field of a STRUCT; an immutable value. */
public final class Column {
  /** Position of a column whose record names none. */
  static final int NO_POSITION = -1;

  private final String name;
  private final ColumnType type;
  private final boolean nullable;
  private final int position;
  private final @Nullable String comment;

  Column(String name, ColumnType type, boolean nullable, int position, @Nullable String comment) {
    this.name = name;
    this.type = type;
    this.nullable = nullable;
    this.position = position;
    this.comment = comment;
  }

  public String name() {
    return name;
  }

  public ColumnType type() {
    return type;
  }

  public boolean isNullable() {
    return nullable;
  }

  /** As Unity Catalog says it, counted from 0, perhaps with gaps; -1 where it says nothing. */
  public int position() {
    return position;
  }

  /** Null when there is none. */
  public @Nullable String comment() {
    return comment;
  }

  @Override
  public String toString() {
    return name + ": " + type + (nullable ? "" : " NOT NULL");
  }
}
