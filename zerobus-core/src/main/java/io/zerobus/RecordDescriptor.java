// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;

/** The message type of a stream, in both of protobuf's forms. Immutable. */
final class RecordDescriptor {
  private final DescriptorProto proto;
  private final Descriptor type;

  private RecordDescriptor(DescriptorProto proto, Descriptor type) {
    this.proto = proto;
    this.type = type;
  }

  static RecordDescriptor of(Descriptor type) {
    checkSelfContained(type, type);
    return new RecordDescriptor(type.toProto(), type);
  }

  static RecordDescriptor of(DescriptorProto proto) {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName(proto.getName() + ".proto")
            .setPackage(packageOf(proto, proto.getName()))
            .addMessageType(proto)
            .build();
    try {
      return of(FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().get(0));
    } catch (DescriptorValidationException e) {
      throw new NonRetriableException(
          "the message type '"
              + proto.getName()
              + "' cannot be used by itself: "
              + e.getDescription()
              + "; message and enum types of its fields must be nested in it",
          io.grpc.Status.Code.INVALID_ARGUMENT,
          e);
    }
  }

  /** The package that its fields name when they refer to nested types; empty when none does. */
  private static String packageOf(DescriptorProto message, String root) {
    for (FieldDescriptorProto field : message.getFieldList()) {
      int at = (field.getTypeName() + ".").indexOf("." + root + ".");
      if (field.getTypeName().startsWith(".") && at > 0) {
        return field.getTypeName().substring(1, at);
      }
    }
    for (DescriptorProto nested : message.getNestedTypeList()) {
      String found = packageOf(nested, root);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  private static void checkSelfContained(Descriptor message, Descriptor root) {
    message
        .getFields()
        .forEach(
            field -> {
              switch (field.getJavaType()) {
                case MESSAGE:
                  checkInside(field.getFullName(), field.getMessageType().getFullName(), root);
                  break;
                case ENUM:
                  checkInside(field.getFullName(), field.getEnumType().getFullName(), root);
                  break;
                default:
                  break;
              }
            });
    message.getNestedTypes().forEach(nested -> checkSelfContained(nested, root));
  }

  private static void checkInside(String field, String type, Descriptor root) {
    if (!type.equals(root.getFullName()) && !type.startsWith(root.getFullName() + ".")) {
      throw NonRetriableException.argument(
          "field "
              + field
              + " has the type "
              + type
              + ", which is not nested in "
              + root.getFullName()
              + "; the service is sent this one type only");
    }
  }

  DescriptorProto proto() {
    return proto;
  }

  Descriptor type() {
    return type;
  }
}
