// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Protobuf records: messages of the table's type, or the bytes of such. */
final class ProtoRecordEncoder implements RecordEncoder {
  private final Descriptor tableType;

  /** The type seen last that fits. Any thread; losing a write only repeats the comparison. */
  private volatile @Nullable Descriptor fitting;

  ProtoRecordEncoder(Descriptor tableType) {
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
    String difference = difference(type, tableType, new HashSet<>());
    if (difference != null) {
      throw NonRetriableException.argument(
          "a message of type "
              + type.getFullName()
              + " on a stream of "
              + tableType.getFullName()
              + ": "
              + difference);
    }
    fitting = type;
  }

  /**
   * Why bytes of the one type would be misread as the other, or null when they would not.
   *
   * @param compared pairs under way, since types may refer to themselves
   */
  private static @Nullable String difference(
      Descriptor type, Descriptor wanted, Set<String> compared) {
    boolean isNew = compared.add(type.getFullName() + ' ' + wanted.getFullName());
    if (type == wanted || !isNew) {
      return null;
    }
    for (FieldDescriptor field : type.getFields()) {
      FieldDescriptor same = wanted.findFieldByNumber(field.getNumber());
      if (same == null) {
        return "field " + field.getFullName() + " = " + field.getNumber() + " is unknown there";
      }
      if (!same.getName().equals(field.getName())
          || same.getType() != field.getType()
          || same.isRepeated() != field.isRepeated()) {
        return "field "
            + field.getNumber()
            + " is "
            + described(field)
            + ", not "
            + described(same);
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        String inner = difference(field.getMessageType(), same.getMessageType(), compared);
        if (inner != null) {
          return inner;
        }
      }
    }
    return null;
  }

  private static String described(FieldDescriptor field) {
    String type = field.getType().name().toLowerCase(Locale.ROOT);
    return (field.isRepeated() ? "repeated " : "") + type + " " + field.getFullName();
  }

  @Override
  public Object decode(byte[] encoded) {
    return encoded;
  }
}
