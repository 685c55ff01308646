// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.StreamSpec;
import io.zerobus.ingest.TransportOptions;
import io.zerobus.schema.ProtoMapping;
import io.zerobus.schema.SchemaException;
import io.zerobus.schema.TableSchema;
import io.zerobus.schema.UnityCatalogClient;
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

  /**
   * Protobuf messages whose type is made from the table itself, without a {@code .proto} file;
   * build them with {@code DynamicMessage} over {@link #getDescriptor}. Asks the workspace of the
   * SDK, over its proxy and with its trust; blocks for 30 seconds at most, and asks once.
   *
   * @param clientId of a service principal that may read the table's metadata
   * @throws NonRetriableException when an argument is wrong, the table is refused or missing, or
   *     has a column that a protobuf message cannot hold, naming it
   * @throws ZerobusException when the workspace could not be asked
   */
  public static TableProperties fromUnityCatalog(
      ZerobusSdk sdk, String clientId, String clientSecret, String tableName) {
    if (sdk == null) {
      throw NonRetriableException.argument("the SDK is null");
    }
    return sdk.tableProperties(clientId, clientSecret, tableName);
  }

  /**
   * As {@link #fromUnityCatalog(ZerobusSdk, String, String, String)}, for a workspace by its URL.
   *
   * @param workspaceUrl {@code https}; {@code http} to this machine only
   */
  public static TableProperties fromUnityCatalog(
      String workspaceUrl, String clientId, String clientSecret, String tableName) {
    return fetch(
        ZerobusSdk.Builder.endpoint("workspace URL", workspaceUrl, false),
        clientId,
        clientSecret,
        tableName,
        TransportOptions.builder().build());
  }

  /**
   * As {@link #fromUnityCatalog(ZerobusSdk, String, String, String)}, from a record that was
   * fetched before: the answer of {@code GET /api/2.1/unity-catalog/tables/<name>}.
   *
   * @throws NonRetriableException when it is no such record
   */
  public static TableProperties fromUnityCatalogRecord(String json) {
    if (json == null) {
      throw NonRetriableException.argument("the table's record is null");
    }
    try {
      return of(TableSchema.parse(json));
    } catch (SchemaException e) {
      throw ZerobusException.of(e);
    }
  }

  static TableProperties fetch(
      Endpoint workspace,
      String clientId,
      String clientSecret,
      String tableName,
      TransportOptions options) {
    checkedName(tableName);
    ZerobusSdk.require("clientId", clientId);
    ZerobusSdk.require("clientSecret", clientSecret);
    try {
      return of(
          UnityCatalogClient.fetchAllowingPlaintext(
              workspace, clientId, () -> clientSecret, tableName, options));
    } catch (SchemaException e) {
      throw ZerobusException.of(e);
    }
  }

  private static TableProperties of(TableSchema table) {
    DescriptorProto type = ProtoMapping.descriptor(table, ProtoMapping.defaultMessageName(table));
    return proto(table.fullName(), type);
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
    return descriptor == null ? new JsonRecordEncoder() : new ProtoRecordEncoder(descriptor.type());
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
