// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import io.zerobus.ingest.StreamSpec;
import org.jspecify.annotations.Nullable;

/** Which table, and how records for it are written. Immutable and thread-safe. */
public final class TableProperties {
  private final String tableName;
  private final @Nullable RecordDescriptor descriptor; // non-null for PROTO

  private TableProperties(String tableName, @Nullable RecordDescriptor descriptor) {
    this.tableName = checkedName(tableName);
    this.descriptor = descriptor;
  }

  /**
   * JSON objects into a table.
   *
   * @param tableName {@code catalog.schema.table}, each part of ASCII letters, digits and
   *     underscores, as the service wants it
   * @throws NonRetriableException when it is something else
   */
  public static TableProperties json(String tableName) {
    return new TableProperties(tableName, null);
  }

  /**
   * Protobuf messages of one type into a table. Its fields are matched with the columns by name.
   *
   * @param tableName as for {@link #json}
   * @param type the message type, e.g. {@code AirQuality.getDescriptor()}; message and enum types
   *     of its fields must be nested in it, since the service is sent this one type
   * @throws NonRetriableException when the name is no table name, or a field's type stands outside
   */
  public static TableProperties proto(String tableName, Descriptor type) {
    if (type == null) {
      throw NonRetriableException.argument("the message type of " + tableName + " is null");
    }
    return new TableProperties(tableName, RecordDescriptor.of(type));
  }

  /** As {@link #proto(String, Descriptor)}, with the type as a message. */
  public static TableProperties proto(String tableName, DescriptorProto type) {
    if (type == null) {
      throw NonRetriableException.argument("the message type of " + tableName + " is null");
    }
    return new TableProperties(tableName, RecordDescriptor.of(type));
  }

  static String checkedName(@Nullable String tableName) {
    if (tableName == null || !StreamSpec.isTableName(tableName)) {
      throw NonRetriableException.argument(
          "table name '"
              + tableName
              + "': use catalog.schema.table, each part of ASCII letters, digits and underscores");
    }
    return tableName;
  }

  /** {@code catalog.schema.table}. */
  public String getTableName() {
    return tableName;
  }

  /** JSON or PROTO. */
  public RecordType getRecordType() {
    return descriptor == null ? RecordType.JSON : RecordType.PROTO;
  }

  /**
   * The message type of the records, to build messages with {@code DynamicMessage}.
   *
   * @throws NonRetriableException when records are JSON
   */
  public Descriptor getDescriptor() {
    return requireDescriptor().type();
  }

  /**
   * The message type of the records, as the service is told it.
   *
   * @throws NonRetriableException when records are JSON
   */
  public DescriptorProto getDescriptorProto() {
    return requireDescriptor().proto();
  }

  private RecordDescriptor requireDescriptor() {
    if (descriptor == null) {
      throw NonRetriableException.argument("records for " + tableName + " are JSON");
    }
    return descriptor;
  }

  RecordEncoder encoder() {
    return descriptor == null
        ? new JsonRecordEncoder()
        : new ProtoRecordEncoder(descriptor.proto());
  }

  StreamSpec toStreamSpec() {
    return descriptor == null
        ? StreamSpec.json(tableName)
        : StreamSpec.proto(tableName, descriptor.proto().toByteString());
  }

  @Override
  public String toString() {
    return "TableProperties{" + tableName + ", " + getRecordType() + "}";
  }
}
