// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
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
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.types.VariantType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the descriptor that a protobuf stream is created with, and checks it against the table:
 * every field must be a column of its type, and every NOT NULL column must have a field.
 *
 * <pre>
 * int32   TINYINT, SMALLINT, INT, DATE       bool   BOOLEAN
 * int64   BIGINT, TIMESTAMP, TIMESTAMP_NTZ   bytes  BINARY
 * float   FLOAT                              string STRING, DECIMAL, VARIANT
 * double  DOUBLE                             repeated, map, message  ARRAY, MAP, STRUCT
 * </pre>
 *
 * <p>sint32, sfixed32 and their 64-bit twins count as int32 and int64. No column takes unsigned
 * numbers or enums.
 */
final class ProtoDescriptor {

  private ProtoDescriptor() {}

  /**
   * The message type of a serialized DescriptorProto.
   *
   * @throws SchemaException when it cannot be read or does not match the table
   */
  static Descriptor read(ByteString serialized, StructType schema) throws SchemaException {
    Descriptor message;
    try {
      DescriptorProto proto = DescriptorProto.parseFrom(serialized);
      FileDescriptorProto file =
          FileDescriptorProto.newBuilder().setName("record.proto").addMessageType(proto).build();
      message = FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().get(0);
    } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
      throw new SchemaException(
          "descriptor_proto is not a valid DescriptorProto: " + e.getMessage());
    }
    checkStruct(message, schema, "");
    return message;
  }

  private static void checkStruct(Descriptor message, StructType schema, String path)
      throws SchemaException {
    for (FieldDescriptor field : message.getFields()) {
      String name = path + field.getName();
      int ordinal = schema.indexOf(field.getName());
      if (ordinal < 0) {
        throw new SchemaException("FIELD_NOT_IN_TABLE: field '" + name + "' is not in the table");
      }
      check(field, schema.at(ordinal).getDataType(), name);
    }
    for (StructField column : schema.fields()) {
      if (!column.isNullable() && message.findFieldByName(column.getName()) == null) {
        throw new SchemaException(
            "MISSING_REQUIRED_COLUMN: the descriptor has no field for the NOT NULL column '"
                + path
                + column.getName()
                + "'");
      }
    }
  }

  private static void check(FieldDescriptor field, DataType type, String path)
      throws SchemaException {
    if (type instanceof MapType map && field.isMapField()) {
      check(field.getMessageType().findFieldByNumber(1), map.getKeyType(), path + ".key");
      check(field.getMessageType().findFieldByNumber(2), map.getValueType(), path + ".value");
    } else if (type instanceof ArrayType array && field.isRepeated() && !field.isMapField()) {
      checkSingle(field, array.getElementType(), path + ".element");
    } else if (!field.isRepeated()) {
      checkSingle(field, type, path);
    } else {
      throw mismatch(field, type, path);
    }
  }

  private static void checkSingle(FieldDescriptor field, DataType type, String path)
      throws SchemaException {
    if (type instanceof StructType struct && field.getType() == FieldDescriptor.Type.MESSAGE) {
      checkStruct(field.getMessageType(), struct, path + ".");
    } else if (scalarFor(type) == null || scalarFor(type) != kindOf(field)) {
      throw mismatch(field, type, path);
    }
  }

  private static SchemaException mismatch(FieldDescriptor field, DataType type, String path) {
    String label = field.isMapField() ? "map" : field.isRepeated() ? "repeated " : "";
    String kind = field.isMapField() ? "" : field.getType().name().toLowerCase(Locale.ROOT);
    return new SchemaException(
        "TYPE_INCOMPATIBLE: field '"
            + path
            + "' is "
            + label
            + kind
            + ", which a column of type "
            + type
            + " does not take");
  }

  /** The kind of a field; null for those that no column takes. */
  private static FieldDescriptor.@Nullable Type kindOf(FieldDescriptor field) {
    return switch (field.getType()) {
      case INT32, SINT32, SFIXED32 -> FieldDescriptor.Type.INT32;
      case INT64, SINT64, SFIXED64 -> FieldDescriptor.Type.INT64;
      case FLOAT, DOUBLE, BOOL, BYTES, STRING -> field.getType();
      case UINT32, UINT64, FIXED32, FIXED64, ENUM, MESSAGE, GROUP -> null;
    };
  }

  /** The kind of field that a column takes; null for nested ones. */
  private static FieldDescriptor.@Nullable Type scalarFor(DataType type) {
    if (type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof DateType) {
      return FieldDescriptor.Type.INT32;
    }
    if (type instanceof LongType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return FieldDescriptor.Type.INT64;
    }
    if (type instanceof StringType || type instanceof DecimalType || type instanceof VariantType) {
      return FieldDescriptor.Type.STRING;
    }
    if (type instanceof FloatType) {
      return FieldDescriptor.Type.FLOAT;
    }
    if (type instanceof DoubleType) {
      return FieldDescriptor.Type.DOUBLE;
    }
    if (type instanceof BooleanType) {
      return FieldDescriptor.Type.BOOL;
    }
    return type instanceof BinaryType ? FieldDescriptor.Type.BYTES : null;
  }
}
