// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.VariantType;
import java.util.ArrayList;
import java.util.List;

/**
 * How a table's columns lie in its Parquet files: as they are, except that a VARIANT is a struct of
 * two byte strings. Kernel does not write VARIANT itself; handing it this struct is what Kernel's
 * transformation of rows would have to do, and for tables without partitions and column mapping
 * that transformation changes nothing else.
 */
final class PhysicalSchema {

  /** Order of the fields is that of the Delta protocol's Parquet encoding. */
  static final StructType VARIANT =
      new StructType()
          .add("value", BinaryType.BINARY, false)
          .add("metadata", BinaryType.BINARY, false);

  private PhysicalSchema() {}

  static StructType of(StructType schema) {
    List<StructField> fields = new ArrayList<>();
    for (StructField field : schema.fields()) {
      fields.add(field.withDataType(physical(field.getDataType())));
    }
    return new StructType(fields);
  }

  private static DataType physical(DataType type) {
    if (type instanceof VariantType) {
      return VARIANT;
    }
    if (type instanceof StructType struct) {
      return of(struct);
    }
    if (type instanceof ArrayType array) {
      return new ArrayType(physical(array.getElementType()), array.containsNull());
    }
    if (type instanceof MapType map) {
      return new MapType(
          physical(map.getKeyType()), physical(map.getValueType()), map.isValueContainsNull());
    }
    return type;
  }
}
