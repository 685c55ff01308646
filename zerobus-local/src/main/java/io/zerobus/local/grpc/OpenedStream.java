// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.grpc;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.zerobus.local.http.Tokens;
import io.zerobus.local.record.ProtoRecords;
import io.zerobus.local.record.RecordException;
import io.zerobus.local.record.SchemaException;
import io.zerobus.local.table.Table;
import io.zerobus.local.table.Tables;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.RecordType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream was created with.
 *
 * @param table where its records go
 * @param type kind of its records
 * @param protoRecords reads them; null unless they are PROTO
 */
record OpenedStream(Table table, RecordType type, @Nullable ProtoRecords protoRecords) {

  /** Checks a create_stream request, in the order of the service. */
  static OpenedStream create(
      CreateIngestStreamRequest request,
      @Nullable String tableHeader,
      Tokens.Token token,
      Tables tables)
      throws StreamException {
    String name = request.getTableName();
    if (!name.equals(tableHeader)) {
      throw new StreamException(
          Status.INVALID_ARGUMENT,
          "The table name in the header x-databricks-zerobus-table-name ('"
              + (tableHeader == null ? "" : tableHeader)
              + "') is not that in create_stream ('"
              + name
              + "')");
    }
    Table table =
        tables
            .find(name)
            .orElseThrow(() -> new StreamException(Status.NOT_FOUND, "Table not found"));
    String missing = token.missingPrivilege(name);
    if (missing != null) {
      throw new StreamException(
          Status.PERMISSION_DENIED,
          "Authorization token is missing "
              + missing
              + " privilege for a table '"
              + name
              + "'. Error Code: 3, Error State: 0.");
    }
    return switch (request.getRecordType()) {
      case JSON -> new OpenedStream(table, RecordType.JSON, null);
      case PROTO -> new OpenedStream(table, RecordType.PROTO, protoRecords(request, table));
      case RECORD_TYPE_UNSPECIFIED ->
          // Also what a type looks like that this server's messages do not know, such as AVRO.
          throw new StreamException(
              Status.INVALID_ARGUMENT,
              "record_type is missing or not supported: it must be JSON or PROTO");
    };
  }

  private static ProtoRecords protoRecords(CreateIngestStreamRequest request, Table table)
      throws StreamException {
    if (!request.hasDescriptorProto()) {
      throw new StreamException(
          Status.INVALID_ARGUMENT, "descriptor_proto is required with record_type PROTO");
    }
    try {
      return ProtoRecords.of(request.getDescriptorProto(), table.schema());
    } catch (SchemaException e) {
      throw new StreamException(Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
    }
  }

  /** Records sent as JSON. */
  List<ByteString> json(List<ByteString> records) throws StreamException {
    requireType(RecordType.JSON);
    return records;
  }

  /** Records sent as protobuf, as JSON. */
  List<ByteString> proto(List<ByteString> records) throws StreamException, RecordException {
    requireType(RecordType.PROTO);
    List<ByteString> texts = new ArrayList<>(records.size());
    for (ByteString record : records) {
      texts.add(requireNonNull(protoRecords).toJson(record));
    }
    return texts;
  }

  private void requireType(RecordType sent) throws StreamException {
    if (sent != type) {
      throw new StreamException(
          Status.INVALID_ARGUMENT,
          "The stream was created with record_type " + type + ", but the request has " + sent);
    }
  }
}
