// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.delta.kernel.types.StructType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Turns protobuf records into the JSON of the same record, so that they are checked, logged and
 * committed as JSON records are. Immutable; any number of threads may use it.
 */
public final class ProtoRecords {

  private static final JsonFactory JSON = new JsonFactory();

  private final Descriptor type;

  private ProtoRecords(Descriptor type) {
    this.type = type;
  }

  /**
   * For records of a stream.
   *
   * @param descriptor the serialized DescriptorProto that the stream was created with
   * @param schema columns of the stream's table
   * @throws SchemaException when the descriptor does not match the table
   */
  public static ProtoRecords of(ByteString descriptor, StructType schema) throws SchemaException {
    return new ProtoRecords(ProtoDescriptor.read(descriptor, schema));
  }

  /** One record as JSON in UTF-8. */
  public ByteString toJson(ByteString record) throws RecordException {
    DynamicMessage message;
    try {
      message = DynamicMessage.parseFrom(type, record);
    } catch (InvalidProtocolBufferException e) {
      throw new RecordException("failed to decode Protobuf message: " + e.getMessage());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * record.size());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      write(json, message);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // The target is an array: there is nothing to fail.
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  private static void write(JsonGenerator json, Message message)
      throws IOException, RecordException {
    for (int number : message.getUnknownFields().asMap().keySet()) {
      throw new RecordException(
          "unrecognized field number "
              + number
              + " in "
              + message.getDescriptorForType().getName());
    }
    json.writeStartObject();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      json.writeFieldName(field.getName());
      if (field.isMapField()) {
        writeMap(json, (List<?>) entry.getValue());
      } else if (field.isRepeated()) {
        json.writeStartArray();
        for (Object element : (List<?>) entry.getValue()) {
          writeValue(json, element);
        }
        json.writeEndArray();
      } else {
        writeValue(json, entry.getValue());
      }
    }
    json.writeEndObject();
  }

  private static void writeMap(JsonGenerator json, List<?> entries)
      throws IOException, RecordException {
    json.writeStartObject();
    for (Object entry : entries) {
      Message pair = (Message) entry;
      Descriptor type = pair.getDescriptorForType();
      // An entry without key or value on the wire has the default of its type.
      json.writeFieldName(String.valueOf(pair.getField(type.findFieldByNumber(1))));
      writeValue(json, pair.getField(type.findFieldByNumber(2)));
    }
    json.writeEndObject();
  }

  private static void writeValue(JsonGenerator json, Object value)
      throws IOException, RecordException {
    if (value instanceof Message nested) {
      write(json, nested);
    } else if (value instanceof ByteString bytes) {
      json.writeBinary(bytes.toByteArray());
    } else if (value instanceof Float || value instanceof Double) {
      // A float as the double it is: in the fewest digits, the largest would be out of range.
      writeFloat(json, ((Number) value).doubleValue());
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else {
      json.writeString(value.toString());
    }
  }

  /** NaN and the infinities are strings in the JSON form of protobuf. */
  private static void writeFloat(JsonGenerator json, double number) throws IOException {
    if (Double.isFinite(number)) {
      json.writeNumber(number);
    } else {
      json.writeString(Double.toString(number));
    }
  }
}
