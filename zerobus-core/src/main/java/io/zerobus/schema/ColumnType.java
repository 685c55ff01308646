// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The type of a column, or of what is in it; an immutable value. */
public final class ColumnType {

  /** What a type is at its outermost level. VARCHAR and CHAR count as STRING. */
  public enum Kind {
    BYTE,
    SHORT,
    INTEGER,
    LONG,
    FLOAT,
    DOUBLE,
    BOOLEAN,
    BINARY,
    STRING,
    DATE,
    TIMESTAMP,
    TIMESTAMP_NTZ,
    DECIMAL,
    VARIANT,
    ARRAY,
    MAP,
    STRUCT,
    /** INTERVAL, GEOGRAPHY and whatever else is not known here. */
    UNKNOWN
  }

  private final Kind kind;

  /** Of a scalar: as SQL writes it. Else only the outermost word. */
  private final String name;

  private final List<ColumnType> arguments;
  private final List<Column> fields;

  private ColumnType(Kind kind, String name, List<ColumnType> arguments, List<Column> fields) {
    this.kind = kind;
    this.name = name;
    this.arguments = arguments;
    this.fields = fields;
  }

  /**
   * Reads a type as SQL writes it, for example {@code MAP<STRING, STRUCT<a: INT NOT NULL>>}; case
   * plays no part. A name that is not known gives {@link Kind#UNKNOWN}.
   *
   * @return null when the text is no type
   * @throws SchemaException when types are nested too deep
   */
  public static @Nullable ColumnType parse(String sql) {
    return TypeText.parse(sql);
  }

  static ColumnType scalar(Kind kind, String sql) {
    return new ColumnType(kind, sql, Collections.emptyList(), Collections.emptyList());
  }

  static ColumnType array(ColumnType element) {
    return new ColumnType(
        Kind.ARRAY, "ARRAY", Collections.singletonList(element), Collections.emptyList());
  }

  static ColumnType map(ColumnType key, ColumnType value) {
    List<ColumnType> arguments = new ArrayList<>();
    arguments.add(key);
    arguments.add(value);
    return new ColumnType(
        Kind.MAP, "MAP", Collections.unmodifiableList(arguments), Collections.emptyList());
  }

  static ColumnType struct(List<Column> fields) {
    return new ColumnType(
        Kind.STRUCT,
        "STRUCT",
        Collections.emptyList(),
        Collections.unmodifiableList(new ArrayList<>(fields)));
  }

  public Kind kind() {
    return kind;
  }

  /** Of an ARRAY only. */
  public ColumnType element() {
    return arguments.get(0);
  }

  /** Of a MAP only. */
  public ColumnType key() {
    return arguments.get(0);
  }

  /** Of a MAP only. */
  public ColumnType value() {
    return arguments.get(1);
  }

  /** Of a STRUCT; empty for other types. */
  public List<Column> fields() {
    return fields;
  }

  /** As SQL writes it, for example {@code MAP<STRING,BIGINT>}. */
  @Override
  public String toString() {
    if (kind == Kind.STRUCT) {
      return fields.stream()
          .map(Column::toString)
          .collect(Collectors.joining(", ", "STRUCT<", ">"));
    }
    return arguments.isEmpty()
        ? name
        : arguments.stream()
            .map(ColumnType::toString)
            .collect(Collectors.joining(",", name + "<", ">"));
  }
}
