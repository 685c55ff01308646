// SPDX-License-Identifier: Apache-2.0
package io.zerobus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.zerobus.ZerobusException;
import com.databricks.zerobus.ZerobusJsonStream;
import com.databricks.zerobus.ZerobusProtoStream;
import com.databricks.zerobus.ZerobusSdk;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.zerobus.TableProperties;
import io.zerobus.ZerobusStream;
import io.zerobus.local.ZerobusLocal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The official Java SDK writes to the local server; our SDK writes the same. */
class OfficialSdkIT {

  private static final String JSON_TABLE = "interop.official.json_records";
  private static final String OWN_TABLE = "interop.own.json_records";
  private static final String PROTO_TABLE = "main.default.proto_records";
  private static final String CATALOG_TABLE = "interop.own.from_catalog";
  private static final String BATCH_TABLE = "main.default.batches";

  private static ZerobusLocal server;

  @BeforeAll
  static void startServer() {
    server =
        ZerobusLocal.builder()
            .ddl(
                AllTypes.createTable(JSON_TABLE)
                    + AllTypes.createTable(OWN_TABLE)
                    + AllTypes.createTable(PROTO_TABLE)
                    + AllTypes.createTable(CATALOG_TABLE)
                    + Stream.of(Kind.values())
                        .map(
                            kind ->
                                AllTypes.createTable(kind.table("official"))
                                    + AllTypes.createTable(kind.table("own")))
                        .collect(Collectors.joining())
                    + "CREATE TABLE "
                    + BATCH_TABLE
                    + " (n BIGINT);")
            .commitInterval(Duration.ofMillis(200))
            .start();
  }

  @AfterAll
  static void stopServer() {
    String standardError = server.standardError();
    server.close();
    assertThat(standardError).isEmpty();
  }

  @Test
  void jsonStreams_sameRecordsByOfficialAndOwnSdk_rowsEqualWhatWasSent() throws Exception {
    List<String> records = both(AllTypes.RECORDS, AllTypes.EMPTY_CONTAINERS);

    sendByOfficialSdk(JSON_TABLE, records);
    sendByOwnSdk(OWN_TABLE, records);

    AllTypes.awaitRows(server, JSON_TABLE, records.size());
    AllTypes.awaitRows(server, OWN_TABLE, records.size());
    List<JsonNode> official = AllTypes.rows(server, JSON_TABLE);
    assertThat(official)
        .containsExactlyInAnyOrderElementsOf(
            both(AllTypes.ROWS, AllTypes.EMPTY_ROWS).stream().map(AllTypes::json).toList());
    assertThat(AllTypes.rows(server, OWN_TABLE)).isEqualTo(official);
    assertThat(documents(OWN_TABLE)).isEqualTo(documents(JSON_TABLE)).hasSize(records.size());
  }

  /** The kinds of streams and calls that both SDKs have. */
  private enum Kind {
    JSON_SINGLE {
      @Override
      void official(ZerobusSdk sdk, String table) throws Exception {
        try (ZerobusJsonStream stream =
            sdk.createJsonStream(table, server.clientId(), server.clientSecret()).join()) {
          for (String record : AllTypes.RECORDS) {
            stream.ingestRecordOffset(record);
          }
          stream.flush();
        }
      }

      @Override
      void own(ZerobusStream stream) {
        AllTypes.RECORDS.forEach(stream::ingestRecord);
      }
    },
    JSON_BATCH {
      @Override
      void official(ZerobusSdk sdk, String table) throws Exception {
        try (ZerobusJsonStream stream =
            sdk.createJsonStream(table, server.clientId(), server.clientSecret()).join()) {
          stream.ingestRecordsOffset(AllTypes.RECORDS);
          stream.flush();
        }
      }

      @Override
      void own(ZerobusStream stream) {
        stream.ingestRecords(AllTypes.RECORDS).waitForAck();
      }
    },
    PROTO_SINGLE {
      @Override
      void official(ZerobusSdk sdk, String table) throws Exception {
        try (ZerobusProtoStream stream = protoStream(sdk, table)) {
          for (DynamicMessage message : messages()) {
            stream.ingestRecordOffset(message);
          }
          stream.flush();
        }
      }

      @Override
      void own(ZerobusStream stream) throws Exception {
        messages().forEach(stream::ingestRecordAsync);
      }
    },
    PROTO_BATCH {
      @Override
      void official(ZerobusSdk sdk, String table) throws Exception {
        try (ZerobusProtoStream stream = protoStream(sdk, table)) {
          stream.ingestRecordsOffset((Iterable<DynamicMessage>) messages());
          stream.flush();
        }
      }

      @Override
      void own(ZerobusStream stream) throws Exception {
        stream.ingestRecords(messages().stream().map(DynamicMessage::toByteArray).toList());
      }
    };

    abstract void official(ZerobusSdk sdk, String table) throws Exception;

    abstract void own(ZerobusStream stream) throws Exception;

    TableProperties properties(String table) {
      return name().startsWith("PROTO")
          ? TableProperties.proto(table, AllTypes.descriptor())
          : TableProperties.json(table);
    }

    private static ZerobusProtoStream protoStream(ZerobusSdk sdk, String table) {
      return sdk.createProtoStream(
              table, AllTypes.descriptor(), server.clientId(), server.clientSecret())
          .join();
    }

    private static List<DynamicMessage> messages() throws Exception {
      Descriptor type = recordType();
      List<DynamicMessage> messages = new ArrayList<>();
      for (String record : AllTypes.RECORDS) {
        messages.add(message(type, record));
      }
      return messages;
    }

    String table(String who) {
      return "interop." + who + "." + name().toLowerCase(Locale.ROOT);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void eachKindOfStream_byOfficialAndOwnSdk_tablesAreEqual(Kind kind) throws Exception {
    try (ZerobusSdk sdk = new ZerobusSdk(server.serverEndpoint(), server.workspaceUrl())) {
      kind.official(sdk, kind.table("official"));
    }
    try (io.zerobus.ZerobusSdk sdk =
            new io.zerobus.ZerobusSdk(server.serverEndpoint(), server.workspaceUrl());
        ZerobusStream stream =
            sdk.createStream(
                server.clientId(), server.clientSecret(), kind.properties(kind.table("own")))) {
      kind.own(stream);
    }

    AllTypes.awaitRows(server, kind.table("official"), AllTypes.RECORDS.size());
    AllTypes.awaitRows(server, kind.table("own"), AllTypes.RECORDS.size());
    List<JsonNode> official = AllTypes.rows(server, kind.table("official"));
    assertThat(official)
        .containsExactlyInAnyOrderElementsOf(AllTypes.ROWS.stream().map(AllTypes::json).toList());
    assertThat(AllTypes.rows(server, kind.table("own"))).isEqualTo(official);
    assertThat(documents(kind.table("own"))).isEqualTo(documents(kind.table("official")));
  }

  @Test
  void ownSdk_typeFromTheServersCatalog_rowsEqualWhatWasSent() throws Exception {
    try (io.zerobus.ZerobusSdk sdk =
        new io.zerobus.ZerobusSdk(server.serverEndpoint(), server.workspaceUrl())) {
      TableProperties table =
          TableProperties.fromUnityCatalog(
              sdk, server.clientId(), server.clientSecret(), CATALOG_TABLE);
      try (ZerobusStream stream =
          sdk.createStream(server.clientId(), server.clientSecret(), table)) {
        for (String record : AllTypes.RECORDS) {
          stream.ingestRecord(message(table.getDescriptor(), record));
        }
      }
    }

    AllTypes.awaitRows(server, CATALOG_TABLE, AllTypes.RECORDS.size());
    assertThat(AllTypes.rows(server, CATALOG_TABLE))
        .containsExactlyInAnyOrderElementsOf(AllTypes.ROWS.stream().map(AllTypes::json).toList());
  }

  @Test
  void protoStream_everyColumnKind_rowsEqualWhatWasSent() throws Exception {
    Descriptor type = recordType();
    try (ZerobusSdk sdk = new ZerobusSdk(server.serverEndpoint(), server.workspaceUrl());
        ZerobusProtoStream stream =
            sdk.createProtoStream(
                    PROTO_TABLE, AllTypes.descriptor(), server.clientId(), server.clientSecret())
                .join()) {
      for (String record : AllTypes.RECORDS) {
        stream.ingestRecordOffset(message(type, record));
      }
      stream.flush();
    }

    AllTypes.awaitRows(server, PROTO_TABLE, AllTypes.RECORDS.size());
    assertThat(AllTypes.rows(server, PROTO_TABLE))
        .containsExactlyInAnyOrderElementsOf(AllTypes.ROWS.stream().map(AllTypes::json).toList());
  }

  @Test
  void jsonStream_batchesAndSingleRecords_allArriveAndOffsetsGoOn() throws Exception {
    int batches = 20;
    int batchRecords = 500;
    long last = -1;
    try (ZerobusSdk sdk = new ZerobusSdk(server.serverEndpoint(), server.workspaceUrl());
        ZerobusJsonStream stream =
            sdk.createJsonStream(BATCH_TABLE, server.clientId(), server.clientSecret()).join()) {
      for (int batch = 0; batch < batches; batch++) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < batchRecords; i++) {
          records.add("{\"n\":" + (batch * batchRecords + i) + "}");
        }
        last = stream.ingestRecordsOffset(records).orElseThrow();
      }
      last = stream.ingestRecordOffset("{\"n\":" + (batches * batchRecords) + "}");
      stream.waitForOffset(last);
    }

    assertThat(last).isEqualTo(batches);
    AllTypes.awaitRows(server, BATCH_TABLE, batches * batchRecords + 1);
    assertThat(server.rows("SELECT count(DISTINCT n) AS n, max(n) AS last FROM " + BATCH_TABLE))
        .containsExactly("{\"n\":10001,\"last\":10000}");
  }

  private static void sendByOfficialSdk(String table, List<String> records)
      throws ZerobusException {
    try (ZerobusSdk sdk = new ZerobusSdk(server.serverEndpoint(), server.workspaceUrl());
        ZerobusJsonStream stream =
            sdk.createJsonStream(table, server.clientId(), server.clientSecret()).join()) {
      for (String record : records) {
        stream.ingestRecordOffset(record);
      }
      stream.flush();
    }
  }

  private static void sendByOwnSdk(String table, List<String> records) {
    try (io.zerobus.ZerobusSdk sdk =
            new io.zerobus.ZerobusSdk(server.serverEndpoint(), server.workspaceUrl());
        ZerobusStream stream =
            sdk.createStream(
                server.clientId(), server.clientSecret(), TableProperties.json(table))) {
      for (String record : records) {
        stream.ingestRecordOffset(record);
      }
      stream.flush();
    }
  }

  /** The VARIANT column as it is stored. */
  private static List<String> documents(String table) {
    return server.rows("SELECT id, doc FROM " + table + " ORDER BY id");
  }

  private static Descriptor recordType() throws DescriptorValidationException {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("all_types.proto")
            .addMessageType(AllTypes.descriptor())
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().get(0);
  }

  private static DynamicMessage message(Descriptor type, String json)
      throws InvalidProtocolBufferException {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    JsonFormat.parser().merge(json, message);
    return message.build();
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
