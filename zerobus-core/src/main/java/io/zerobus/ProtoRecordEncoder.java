// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Protobuf records: messages of the table's type, or the bytes of such. */
final class ProtoRecordEncoder implements RecordEncoder {
  private final DescriptorProto tableType;

  /** The type seen last that fits. Any thread; losing a write only repeats the comparison. */
  private volatile @Nullable Descriptor fitting;

  ProtoRecordEncoder(DescriptorProto tableType) {
    this.tableType = tableType;
  }

  @Override
  public byte[] encode(@Nullable Object record) {
    if (record instanceof Message) {
      Message message = (Message) record;
      checkType(message.getDescriptorForType());
      if (!message.isInitialized()) {
        throw NonRetriableException.argument(
            "required fields are missing: "
                + String.join(", ", message.findInitializationErrors()));
      }
      return message.toByteArray();
    }
    if (record instanceof byte[]) {
      return (byte[]) record;
    }
    if (record == null) {
      throw NonRetriableException.argument("the record is null");
    }
    throw NonRetriableException.argument(
        "a "
            + record.getClass().getName()
            + " on a PROTO stream, which takes messages of type "
            + tableType.getName()
            + " or their bytes; for JSON open the stream with TableProperties.json");
  }

  private void checkType(Descriptor type) {
    if (type == fitting) {
      return;
    }
    String difference = difference(type.toProto());
    if (difference != null) {
      throw NonRetriableException.argument(
          "a message of type "
              + type.getFullName()
              + " on a stream of "
              + tableType.getName()
              + ": "
              + difference);
    }
    fitting = type;
  }

  /** Why bytes of that type would be misread as the table's, or null when they would not. */
  private @Nullable String difference(DescriptorProto type) {
    if (type.equals(tableType)) {
      return null;
    }
    Map<Integer, FieldDescriptorProto> known = new HashMap<>();
    tableType.getFieldList().forEach(field -> known.put(field.getNumber(), field));
    for (FieldDescriptorProto field : type.getFieldList()) {
      FieldDescriptorProto same = known.get(field.getNumber());
      if (same == null) {
        return "field " + field.getName() + " = " + field.getNumber() + " is unknown there";
      }
      boolean repeated = field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED;
      boolean sameRepeated = same.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED;
      if (!same.getName().equals(field.getName())
          || same.getType() != field.getType()
          || repeated != sameRepeated) {
        return "field "
            + field.getNumber()
            + " is "
            + described(field)
            + ", not "
            + described(same);
      }
    }
    return null;
  }

  private static String described(FieldDescriptorProto field) {
    String type =
        field.getType().name().substring("TYPE_".length()).toLowerCase(java.util.Locale.ROOT);
    boolean repeated = field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED;
    return (repeated ? "repeated " : "") + type + " " + field.getName();
  }

  @Override
  public Object decode(byte[] encoded) {
    return encoded;
  }
}
