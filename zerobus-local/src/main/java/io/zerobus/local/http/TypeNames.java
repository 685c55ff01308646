// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BasePrimitiveType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import java.util.Locale;
import java.util.stream.Collectors;

/** The two spellings of a column's type in Unity Catalog. */
final class TypeNames {

  private TypeNames() {}

  /** As in SQL, in lower case: {@code bigint}, {@code map<string,string>}. */
  static String text(DataType type) {
    if (type instanceof LongType) {
      return "bigint";
    }
    if (type instanceof IntegerType) {
      return "int";
    }
    if (type instanceof ShortType) {
      return "smallint";
    }
    if (type instanceof ByteType) {
      return "tinyint";
    }
    if (type instanceof StringType) {
      return "string";
    }
    if (type instanceof DecimalType decimal) {
      return "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
    }
    if (type instanceof ArrayType array) {
      return "array<" + text(array.getElementType()) + ">";
    }
    if (type instanceof MapType map) {
      return "map<" + text(map.getKeyType()) + "," + text(map.getValueType()) + ">";
    }
    if (type instanceof StructType struct) {
      return struct.fields().stream()
          .map(field -> field.getName() + ":" + text(field.getDataType()))
          .collect(Collectors.joining(",", "struct<", ">"));
    }
    return type.toString().toLowerCase(Locale.ROOT);
  }

  /** The kind of type, in upper case: {@code LONG}, {@code MAP}. */
  static String name(DataType type) {
    if (type instanceof LongType || type instanceof ShortType || type instanceof ByteType) {
      return ((BasePrimitiveType) type).toString().toUpperCase(Locale.ROOT);
    }
    String text = text(type);
    int nested = text.indexOf('<');
    int precision = text.indexOf('(');
    int end = nested >= 0 ? nested : precision >= 0 ? precision : text.length();
    return text.substring(0, end).toUpperCase(Locale.ROOT);
  }
}
