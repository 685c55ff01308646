// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.types.VariantType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The DuckDB query that reads the Parquet files of a Delta table with the table's columns. */
final class DuckDbScan {

  private static final Map<Class<? extends DataType>, String> SCALARS =
      Map.ofEntries(
          Map.entry(BooleanType.class, "BOOLEAN"),
          Map.entry(ByteType.class, "TINYINT"),
          Map.entry(ShortType.class, "SMALLINT"),
          Map.entry(IntegerType.class, "INTEGER"),
          Map.entry(LongType.class, "BIGINT"),
          Map.entry(FloatType.class, "FLOAT"),
          Map.entry(DoubleType.class, "DOUBLE"),
          Map.entry(BinaryType.class, "BLOB"),
          Map.entry(DateType.class, "DATE"),
          Map.entry(TimestampType.class, "TIMESTAMPTZ"),
          Map.entry(TimestampNTZType.class, "TIMESTAMP"));

  private DuckDbScan() {}

  static String of(StructType schema, List<Path> files) {
    if (files.isEmpty()) {
      return columns(schema, field -> "CAST(NULL AS " + type(field.getDataType()) + ")")
          + " WHERE false";
    }
    String list = files.stream().map(DuckDbScan::literal).collect(Collectors.joining(", "));
    // union_by_name: older files lack the columns that were added since.
    return columns(schema, DuckDbScan::column)
        + " FROM read_parquet(["
        + list
        + "], union_by_name=true, hive_partitioning=false)";
  }

  private interface Expression {
    String of(StructField field);
  }

  private static String columns(StructType schema, Expression expression) {
    return schema.fields().stream()
        .map(field -> expression.of(field) + " AS " + TableReferences.quote(field.getName()))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  /** A VARIANT becomes JSON; one within another type stays the two byte strings of its file. */
  private static String column(StructField field) {
    String name = TableReferences.quote(field.getName());
    return field.getDataType() instanceof VariantType
        ? "CAST(variant_bytes_to_variant(" + name + ".metadata || " + name + ".value) AS JSON)"
        : name;
  }

  private static String literal(Path file) {
    return "'" + file.toString().replace("'", "''") + "'";
  }

  private static String type(DataType type) {
    if (type instanceof StructType struct) {
      return struct.fields().stream()
          .map(f -> TableReferences.quote(f.getName()) + " " + type(f.getDataType()))
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
    if (type instanceof ArrayType array) {
      return type(array.getElementType()) + "[]";
    }
    if (type instanceof MapType map) {
      return "MAP(" + type(map.getKeyType()) + ", " + type(map.getValueType()) + ")";
    }
    if (type instanceof DecimalType decimal) {
      return "DECIMAL(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
    }
    if (type instanceof VariantType) {
      return "JSON";
    }
    return SCALARS.getOrDefault(type.getClass(), "VARCHAR");
  }
}
