// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import com.google.protobuf.ByteString;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.RecordType;
import java.util.regex.Pattern;

/** What a stream carries and where to; an immutable value. */
public final class StreamSpec {
  private static final Pattern TABLE_NAME = Pattern.compile("\\w+\\.\\w+\\.\\w+");
  private static final int TAG_PROTO_BATCH = 0x12;
  private static final int TAG_JSON_BATCH = 0x1A;

  private final String tableName;
  private final RecordType recordType;
  private final ByteString descriptor;

  private StreamSpec(String tableName, RecordType recordType, ByteString descriptor) {
    this.tableName = tableName;
    this.recordType = recordType;
    this.descriptor = descriptor;
  }

  /**
   * Whether a name is {@code catalog.schema.table}, each part of ASCII letters, digits and
   * underscores, which is all that the service takes.
   */
  public static boolean isTableName(String name) {
    return TABLE_NAME.matcher(name).matches();
  }

  /** JSON objects into {@code catalog.schema.table}. */
  public static StreamSpec json(String tableName) {
    return new StreamSpec(tableName, RecordType.JSON, ByteString.EMPTY);
  }

  /**
   * Protobuf messages into {@code catalog.schema.table}.
   *
   * @param descriptor one serialized {@code google.protobuf.DescriptorProto}
   */
  public static StreamSpec proto(String tableName, ByteString descriptor) {
    return new StreamSpec(tableName, RecordType.PROTO, descriptor);
  }

  public String tableName() {
    return tableName;
  }

  /** Tag of the payload in IngestRecordBatchRequest: proto_encoded_batch = 2, json_batch = 3. */
  int batchTag() {
    return recordType == RecordType.JSON ? TAG_JSON_BATCH : TAG_PROTO_BATCH;
  }

  /** The first request of a stream. */
  EphemeralStreamRequest createRequest() {
    CreateIngestStreamRequest.Builder create =
        CreateIngestStreamRequest.newBuilder().setTableName(tableName).setRecordType(recordType);
    if (recordType == RecordType.PROTO) {
      create.setDescriptorProto(descriptor);
    }
    return EphemeralStreamRequest.newBuilder().setCreateStream(create).build();
  }
}
