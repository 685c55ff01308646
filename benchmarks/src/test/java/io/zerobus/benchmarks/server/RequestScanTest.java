// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.IngestRecordBatchRequest;
import io.zerobus.proto.IngestRecordRequest;
import io.zerobus.proto.JsonRecordBatch;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class RequestScanTest {

  private final RequestScan scan = new RequestScan();

  @Test
  void parse_create_hasNoRecords() {
    EphemeralStreamRequest create =
        EphemeralStreamRequest.newBuilder()
            .setCreateStream(CreateIngestStreamRequest.newBuilder().setTableName("a.b.c"))
            .build();

    assertThat(parse(create)).isEqualTo(new Request(Request.CREATE, 0, create.getSerializedSize()));
  }

  @Test
  void parse_singleRecord_isOne() {
    EphemeralStreamRequest single =
        EphemeralStreamRequest.newBuilder()
            .setIngestRecord(
                IngestRecordRequest.newBuilder().setOffsetId(7_000_000_000L).setJsonRecord("{}"))
            .build();

    assertThat(parse(single)).isEqualTo(new Request(7_000_000_000L, 1, single.getSerializedSize()));
  }

  @Test
  void parse_largeBatch_countsEachRecord() {
    EphemeralStreamRequest batch =
        EphemeralStreamRequest.newBuilder()
            .setIngestRecordBatch(
                IngestRecordBatchRequest.newBuilder()
                    .setOffsetId(0)
                    .setJsonBatch(
                        JsonRecordBatch.newBuilder()
                            .addAllRecords(Collections.nCopies(5000, "x".repeat(500)))))
            .build();

    assertThat(parse(batch)).isEqualTo(new Request(0, 5000, batch.getSerializedSize()));
  }

  @Test
  void parse_somethingElse_isRefused() {
    assertThatThrownBy(() -> scan.parse(new ByteArrayInputStream(new byte[] {0x22, 1, 0})))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("no request has field 4");
  }

  private Request parse(EphemeralStreamRequest request) {
    return scan.parse(request.toByteString().newInput());
  }
}
