// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes the message of a table as a {@code .proto} file. Not thread-safe. */
public final class ProtoText {
  /** What protoc reads; more is possible at run time only. */
  static final int MAX_NESTED_MESSAGES = 30;

  private final StringBuilder text = new StringBuilder();

  private ProtoText() {}

  /**
   * The file's text: proto2, no package, one message. Each nested message stands before the field
   * that is of its type. protoc makes of it the same message, apart from the names in JSON, which
   * are written only where protoc's own would be the same for two fields.
   *
   * @param message made by {@link ProtoMapping}
   * @throws SchemaException when messages are nested deeper than protoc reads
   */
  public static String of(TableSchema schema, DescriptorProto message) {
    if (depth(message) > MAX_NESTED_MESSAGES) {
      throw SchemaException.refused(
          "the message of table "
              + schema.fullName()
              + " is nested more than "
              + MAX_NESTED_MESSAGES
              + " deep, which protoc does not read; its descriptor can be used at run time",
          null);
    }
    ProtoText writer = new ProtoText();
    writer.text.append("// A record of table ").append(oneLine(schema.fullName())).append(".\n");
    writer.text.append("syntax = \"proto2\";\n\n");
    writer.message(message, "");
    return writer.text.toString();
  }

  private static int depth(DescriptorProto message) {
    int deepest = 0;
    for (DescriptorProto nested : message.getNestedTypeList()) {
      deepest = Math.max(deepest, 1 + depth(nested));
    }
    return deepest;
  }

  private static String oneLine(String name) {
    return name.replaceAll("\\p{Cntrl}", " ");
  }

  private void message(DescriptorProto message, String indent) {
    Map<String, DescriptorProto> nested = new HashMap<>();
    message.getNestedTypeList().forEach(type -> nested.put(type.getName(), type));
    Map<String, Integer> jsonNames = new HashMap<>();
    message
        .getFieldList()
        .forEach(
            field -> jsonNames.merge(ProtoNames.defaultJsonName(field.getName()), 1, Integer::sum));
    text.append(indent).append("message ").append(message.getName()).append(" {\n");
    for (FieldDescriptorProto field : message.getFieldList()) {
      String type = typeOf(field, nested, indent + "  ");
      text.append(indent).append("  ").append(type).append(' ').append(field.getName());
      text.append(" = ").append(field.getNumber());
      if (jsonNames.getOrDefault(ProtoNames.defaultJsonName(field.getName()), 0) > 1) {
        text.append(" [json_name = \"").append(field.getJsonName()).append("\"]");
      }
      text.append(";\n");
    }
    text.append(indent).append("}\n");
  }

  /** Label and type of a field, after the nested message that it is of. */
  private String typeOf(
      FieldDescriptorProto field, Map<String, DescriptorProto> nested, String indent) {
    String label = labelOf(field);
    if (field.getType() != FieldDescriptorProto.Type.TYPE_MESSAGE) {
      return label + scalarOf(field);
    }
    DescriptorProto type = nestedType(field, nested);
    if (!type.getOptions().getMapEntry()) {
      message(type, indent);
      return label + type.getName();
    }
    FieldDescriptorProto value = type.getField(1);
    String valueType;
    if (value.getType() == FieldDescriptorProto.Type.TYPE_MESSAGE) {
      DescriptorProto valueMessage = nestedType(value, nested);
      message(valueMessage, indent);
      valueType = valueMessage.getName();
    } else {
      valueType = scalarOf(value);
    }
    return "map<" + scalarOf(type.getField(0)) + ", " + valueType + ">";
  }

  private static DescriptorProto nestedType(
      FieldDescriptorProto field, Map<String, DescriptorProto> nested) {
    String name = field.getTypeName();
    DescriptorProto type = nested.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("no nested message " + name);
    }
    return type;
  }

  private static String labelOf(FieldDescriptorProto field) {
    return field.getLabel() == Label.LABEL_REPEATED
        ? "repeated "
        : field.getLabel() == Label.LABEL_REQUIRED ? "required " : "optional ";
  }

  private static String scalarOf(FieldDescriptorProto field) {
    return field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
  }
}
