// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.zerobus.local.TestClient.Stream;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.EphemeralStreamResponse;
import io.zerobus.proto.IngestRecordBatchRequest;
import io.zerobus.proto.IngestRecordRequest;
import io.zerobus.proto.RecordType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamProtocolTest {

  private static final String TABLE = "c.s.t";
  private static final String DDL =
      "CREATE TABLE c.s.t (x BIGINT, s STRING); CREATE TABLE c.s.other (x BIGINT);"
          + " CREATE TABLE c.s.maps (m MAP<STRING,STRING>);";

  @TempDir static Path dataDir;

  private static TestServer server;
  private static TestClient client;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(dataDir, DDL);
    client = server.client();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static String bearer() throws Exception {
    return "Bearer " + client.token(TestClient.tokenForm(TABLE));
  }

  private static EphemeralStreamRequest create(String table, RecordType type) {
    return EphemeralStreamRequest.newBuilder()
        .setCreateStream(
            CreateIngestStreamRequest.newBuilder().setTableName(table).setRecordType(type))
        .build();
  }

  private static void assertStatus(Stream stream, Code code, String description) throws Exception {
    Status status = stream.awaitStatus();
    assertThat(status.getDescription()).isEqualTo(description);
    assertThat(status.getCode()).isEqualTo(code);
  }

  @Test
  void start_noMessageYet_headersCome() throws Exception {
    Stream stream = client.start(TABLE, bearer());
    stream.awaitHeaders();
    stream.send(create(TABLE, RecordType.JSON));
    assertThat(UUID.fromString(stream.awaitCreated())).isNotNull();
    stream.halfClose();
    assertThat(stream.awaitStatus().isOk()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5"})
  void start_noValidToken_isUnauthenticated(String authorization) throws Exception {
    assertStatus(client.start(TABLE, authorization), Code.UNAUTHENTICATED, "Invalid token");
  }

  @Test
  void start_tokenMissingForgedOrPlain_isUnauthenticated() throws Exception {
    assertStatus(client.start(TABLE, null), Code.UNAUTHENTICATED, "Invalid token");
    String token = bearer();
    String forged = token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA");
    assertStatus(client.start(TABLE, forged), Code.UNAUTHENTICATED, "Invalid token");
    String plain = client.token(Map.of("grant_type", "client_credentials", "scope", "all-apis"));
    assertStatus(client.start(TABLE, "Bearer " + plain), Code.UNAUTHENTICATED, "Invalid token");
  }

  @Test
  void start_headersOf64KiB_areRead() throws Exception {
    Stream stream = client.start(TABLE, "Bearer " + "x".repeat(64 * 1024));
    assertStatus(stream, Code.UNAUTHENTICATED, "Invalid token");
  }

  @Test
  void create_headerOfAnotherTable_isRefused() throws Exception {
    Stream stream = client.start("c.s.other", bearer());
    stream.send(create(TABLE, RecordType.JSON));
    assertStatus(
        stream,
        Code.INVALID_ARGUMENT,
        "The table name in the header x-databricks-zerobus-table-name ('c.s.other') is not that in"
            + " create_stream ('c.s.t')");
  }

  @Test
  void create_unknownTable_isNotFound() throws Exception {
    Stream stream = client.start("c.s.none", bearer());
    stream.send(create("c.s.none", RecordType.JSON));
    assertStatus(stream, Code.NOT_FOUND, "Table not found");
  }

  @Test
  void create_tokenOfAnotherTable_isDenied() throws Exception {
    Stream stream = client.start("c.s.other", bearer());
    stream.send(create("c.s.other", RecordType.JSON));
    assertStatus(
        stream,
        Code.PERMISSION_DENIED,
        "Authorization token is missing MODIFY privilege for a table 'c.s.other'. Error Code: 3,"
            + " Error State: 0.");
  }

  @Test
  void create_tokenWithoutSelect_isDenied() throws Exception {
    Map<String, String> form = TestClient.tokenForm(TABLE);
    form.put("authorization_details", TestClient.details(TABLE, "MODIFY"));
    Stream stream = client.start(TABLE, "Bearer " + client.token(form));
    stream.send(create(TABLE, RecordType.JSON));
    Status status = stream.awaitStatus();
    assertThat(status.getCode()).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(status.getDescription()).contains("missing SELECT privilege");
  }

  @Test
  void create_recordTypeMissingOrUnknown_isRefused() throws Exception {
    Stream unspecified = client.start(TABLE, bearer());
    unspecified.send(create(TABLE, RecordType.RECORD_TYPE_UNSPECIFIED));
    Stream missing = client.start(TABLE, bearer());
    missing.send(
        EphemeralStreamRequest.newBuilder()
            .setCreateStream(CreateIngestStreamRequest.newBuilder().setTableName(TABLE))
            .build());
    Stream avro = client.start(TABLE, bearer());
    avro.send(
        EphemeralStreamRequest.newBuilder()
            .setCreateStream(
                CreateIngestStreamRequest.newBuilder()
                    .setTableName(TABLE)
                    .setUnknownFields(varint(4, 4)))
            .build());
    for (Stream stream : List.of(unspecified, missing, avro)) {
      assertStatus(
          stream,
          Code.INVALID_ARGUMENT,
          "record_type is missing or not supported: it must be JSON or PROTO");
    }
  }

  private static com.google.protobuf.UnknownFieldSet varint(int field, long value) {
    return com.google.protobuf.UnknownFieldSet.newBuilder()
        .addField(
            field, com.google.protobuf.UnknownFieldSet.Field.newBuilder().addVarint(value).build())
        .build();
  }

  @Test
  void create_twice_isRefused() throws Exception {
    Stream stream = client.openJson(TABLE);
    stream.send(create(TABLE, RecordType.JSON));
    assertStatus(
        stream, Code.INVALID_ARGUMENT, "The stream is already created: create_stream comes once");
  }

  @Test
  void ingest_beforeCreate_isRefused() throws Exception {
    Stream stream = client.start(TABLE, bearer());
    stream.sendJson(0, "{}");
    assertStatus(stream, Code.INVALID_ARGUMENT, "The first request must be create_stream");
  }

  @Test
  void request_withoutPayload_isRefused() throws Exception {
    Stream stream = client.openJson(TABLE);
    stream.send(EphemeralStreamRequest.getDefaultInstance());
    assertStatus(stream, Code.INVALID_ARGUMENT, "The request has no payload");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, -1})
  void ingest_offsetNotTheNext_isRefusedAfterTheAck(long offset) throws Exception {
    Stream stream = client.openJson(TABLE);
    stream.sendJson(0, "{}");
    stream.sendJson(offset, "{}");
    stream.awaitAck(0);
    assertStatus(
        stream,
        Code.OUT_OF_RANGE,
        "NonIncrementalOffset: expected offset 1, got "
            + offset
            + ". Error Code: 4002, Error State: 0.");
  }

  @Test
  void ingest_noOffsetOrNoRecord_isRefused() throws Exception {
    Stream noOffset = client.openJson(TABLE);
    noOffset.send(
        EphemeralStreamRequest.newBuilder()
            .setIngestRecord(IngestRecordRequest.newBuilder().setJsonRecord("{}"))
            .build());
    assertStatus(
        noOffset,
        Code.OUT_OF_RANGE,
        "NonIncrementalOffset: expected offset 0, got none. Error Code: 4002, Error State: 0.");
    Stream noRecord = client.openJson(TABLE);
    noRecord.send(
        EphemeralStreamRequest.newBuilder()
            .setIngestRecord(IngestRecordRequest.newBuilder().setOffsetId(0))
            .build());
    assertThat(noRecord.awaitStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    Stream noBatch = client.openJson(TABLE);
    noBatch.send(
        EphemeralStreamRequest.newBuilder()
            .setIngestRecordBatch(IngestRecordBatchRequest.newBuilder().setOffsetId(0))
            .build());
    assertThat(noBatch.awaitStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void ingest_recordsAndBatches_areAcknowledgedThenOkAtHalfClose() throws Exception {
    Stream stream = client.openJson(TABLE);
    stream.sendJson(0, "{\"x\":1,\"s\":\"mixed\"}");
    stream.sendJsonBatch(1, List.of("{\"x\":2,\"s\":\"mixed\"}", "{\"x\":3,\"s\":\"mixed\"}"));
    stream.halfClose();
    stream.awaitAck(1);
    assertThat(stream.awaitStatus().isOk()).isTrue();
    server.awaitRows("c.s.t WHERE s = 'mixed'", 3);
  }

  @Test
  void ingest_badRecordAfterGoodOnes_endsTheStreamAfterTheirAck() throws Exception {
    Stream stream = client.openJson(TABLE);
    stream.sendJson(0, "{\"s\":\"before\"}");
    stream.sendJson(1, "{\"s\":\"before\"}");
    stream.sendJson(2, "{\"ip\":\"1.2.3.4\"}");
    stream.sendJson(3, "{\"s\":\"before\"}");
    stream.awaitAck(1);
    assertStatus(
        stream,
        Code.INVALID_ARGUMENT,
        "Record decoder/encoder error: unrecognized field name 'ip' at line 1 column 5. Error Code:"
            + " 4044, Error State: 3.");
    assertThat(stream.rest()).isEmpty();
    server.awaitRows("c.s.t WHERE s = 'before'", 2);
  }

  @Test
  void ingest_recordsThatTheParserItselfRefuses_areInvalidArguments() throws Exception {
    for (String record :
        List.of(
            "\0\0\0{",
            "\uFEFF{}",
            "{\"x\":" + "9".repeat(2_000) + "}",
            "{\"" + "\u20ac".repeat(60_000) + "\":1}",
            "{\"s\":\"\\ud800\"}")) {
      Stream stream = client.openJson(TABLE);
      stream.sendJson(0, record);
      Status status = stream.awaitStatus();
      assertThat(status.getDescription())
          .startsWith("Record decoder/encoder error: ")
          .endsWith(". Error Code: 4044, Error State: 3.");
      assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void ingest_longKeyAndValue_land() throws Exception {
    Stream stream = client.openJson("c.s.maps");
    stream.sendJson(0, "{\"m\":{\"%s\":\"v\"}}".formatted("k".repeat(9 << 20)));
    stream.halfClose();
    stream.awaitAck(0);
    assertThat(stream.awaitStatus().isOk()).isTrue();
    server.awaitRows("c.s.maps WHERE length(map_keys(m)[1]) = " + (9 << 20), 1);
  }

  @Test
  void ingest_batchWithABadRecord_landsNothingOfIt() throws Exception {
    Stream stream = client.openJson(TABLE);
    stream.sendJsonBatch(0, List.of("{\"s\":\"whole\"}"));
    stream.sendJsonBatch(1, List.of("{\"s\":\"whole\"}", "{\"x\":\"2025-01-01\"}"));
    stream.awaitAck(0);
    assertThat(stream.awaitStatus().getDescription()).contains("invalid digit found in string");
    server.awaitRows("c.s.t WHERE s = 'whole'", 1);
  }

  @Test
  void ingest_protoOnAJsonStream_isRefused() throws Exception {
    Stream stream = client.openJson(TABLE);
    stream.send(
        EphemeralStreamRequest.newBuilder()
            .setIngestRecord(
                IngestRecordRequest.newBuilder()
                    .setOffsetId(0)
                    .setProtoEncodedRecord(com.google.protobuf.ByteString.EMPTY))
            .build());
    assertStatus(
        stream,
        Code.INVALID_ARGUMENT,
        "The stream was created with record_type JSON, but the request has PROTO");
  }

  @Test
  void ingest_messageUpTo10MiB_isTakenAndALargerOneRefused() throws Exception {
    int room = 10 * 1024 * 1024 - 64;
    Stream stream = client.openJson(TABLE);
    stream.sendJson(0, "{\"s\":\"" + "x".repeat(room) + "\"}");
    stream.awaitAck(0);
    stream.sendJson(1, "{\"s\":\"" + "x".repeat(room + 64) + "\"}");
    Status status = stream.awaitStatus();
    assertThat(status.getCode()).isEqualTo(Code.OUT_OF_RANGE);
    assertThat(status.getDescription())
        .matches(
            "Error, decoded message length too large: found 104857\\d\\d bytes, the limit is:"
                + " 10485760 bytes");
  }

  @Test
  void ingest_muchAfterTheEndOfAStream_doesNotStallTheConnection() throws Exception {
    for (int round = 0; round < 10; round++) {
      Stream stream = client.openJson(TABLE);
      stream.sendJson(0, "{\"nope\":1}");
      for (int offset = 1; offset < 5; offset++) {
        stream.sendJson(offset, "{\"s\":\"" + "x".repeat(1 << 20) + "\"}");
      }
      assertThat(stream.awaitStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void rotation_ofAnOldStream_signalsThenGoesOnThenEnds(@TempDir Path folder) throws Exception {
    try (TestServer rotating =
        new TestServer(folder, DDL, Duration.ofMillis(100), Duration.ofMillis(700))) {
      Stream stream = rotating.client().openJson(TABLE);
      EphemeralStreamResponse signal = stream.next();
      assertThat(signal.getCloseStreamSignal().getDuration().getNanos()).isEqualTo(700_000_000);
      stream.sendJson(0, "{}");
      stream.awaitAck(0);
      Status status = stream.awaitStatus();
      assertThat(status.getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(status.getDescription())
          .matches(
              "Stream timeout reached\\. Closing the stream \\(ID: [-0-9a-f]{36}\\)\\."
                  + " Error Code: 6002, Error State: 0\\.");
    }
  }

  @Test
  void close_ofTheServer_endsStreamsAsUnavailableAndKeepsWhatItAcknowledged(@TempDir Path folder)
      throws Exception {
    TestServer stopping = new TestServer(folder, DDL);
    try (stopping) {
      Stream stream = stopping.client().openJson(TABLE);
      stream.sendJson(0, "{\"x\":1}");
      stream.awaitAck(0);
      stopping.server().close();
      assertThat(stream.awaitStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(stopping.rows("SELECT x FROM c.s.t")).containsExactly("{\"x\":1}");
    }
  }
}
