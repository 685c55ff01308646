// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.CreateIngestStreamResponse;
import io.zerobus.proto.EphemeralStreamRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProtoStreamTest extends SdkFixture {
  private static final DescriptorProto AIR_QUALITY =
      DescriptorProto.newBuilder()
          .setName("AirQuality")
          .addField(field("device_name", 1, Type.TYPE_STRING, Label.LABEL_OPTIONAL))
          .addField(field("temp", 2, Type.TYPE_INT32, Label.LABEL_REQUIRED))
          .build();
  private static final TableProperties PROTO = TableProperties.proto(TABLE_NAME, AIR_QUALITY);

  private static FieldDescriptorProto.Builder field(
      String name, int number, Type type, Label label) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(label);
  }

  private static DynamicMessage message(Descriptor type, int temp) {
    return DynamicMessage.newBuilder(type).setField(type.findFieldByName("temp"), temp).build();
  }

  @Test
  void createStream_tellsTypeAndDescriptor() {
    AtomicReference<CreateIngestStreamRequest> seen = new AtomicReference<>();
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
            seen.set(request);
            stream.open();
          }
        });
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, PROTO, quick().recordType(RecordType.PROTO).build())) {
      assertThat(stream.getTableProperties()).isSameAs(PROTO);
    }
    assertThat(seen.get().getTableName()).isEqualTo(TABLE_NAME);
    assertThat(seen.get().getRecordType()).isEqualTo(io.zerobus.proto.RecordType.PROTO);
    assertThat(seen.get().getDescriptorProto()).isEqualTo(AIR_QUALITY.toByteString());
    try (ZerobusSdk sdk = sdk()) {
      sdk.createStream(TOKEN, TABLE).close();
    }
    assertThat(seen.get().getRecordType()).isEqualTo(io.zerobus.proto.RecordType.JSON);
    assertThat(seen.get().hasDescriptorProto()).isFalse();
  }

  @Test
  void ingest_messagesAndBytes_singleAndInBatches_arriveAsTheyAre() {
    DynamicMessage one = message(PROTO.getDescriptor(), 1);
    // The same type, built elsewhere: as generated code would be.
    DynamicMessage two = message(TableProperties.proto(TABLE_NAME, AIR_QUALITY).getDescriptor(), 2);
    byte[] three = message(PROTO.getDescriptor(), 3).toByteArray();
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, PROTO)) {
      stream.ingestRecord(one).waitForAck();
      stream.ingestRecord(three);
      stream.ingestRecords(List.of(two, three)).waitForAck();
    }
    assertThat(server.streams.get(0).protoRecords)
        .extracting(bytes -> bytes.toByteArray())
        .containsExactly(one.toByteArray(), three, two.toByteArray(), three);
    assertThat(server.records()).isEmpty();
  }

  @Test
  void ingest_whatIsNoSuchMessage_isRefusedAtOnceAndSaysWhy() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, PROTO)) {
      refused(stream, null, "null");
      refused(stream, "{\"temp\":1}", "java.lang.String", "TableProperties.json");
      refused(stream, Timestamp.getDefaultInstance(), "google.protobuf.Timestamp", "AirQuality");
      refused(
          stream,
          DynamicMessage.newBuilder(PROTO.getDescriptor()).buildPartial(),
          "required",
          "temp");
      DescriptorProto renumbered =
          AIR_QUALITY.toBuilder()
              .setField(1, AIR_QUALITY.getField(1).toBuilder().setNumber(3))
              .build();
      refused(
          stream,
          message(TableProperties.proto(TABLE_NAME, renumbered).getDescriptor(), 1),
          "temp = 3");
    }
    assertThat(server.streams.get(0).protoRecords).isEmpty();
  }

  @Test
  void ingest_nestedTypeDiffers_isRefused() {
    TableProperties wanted = TableProperties.proto(TABLE_NAME, withNested(Type.TYPE_INT64));
    Descriptor other =
        TableProperties.proto(TABLE_NAME, withNested(Type.TYPE_STRING)).getDescriptor();
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, wanted)) {
      refused(
          stream,
          DynamicMessage.getDefaultInstance(other),
          "string Row.Inner.v",
          "int64 Row.Inner.v");
      stream.ingestRecord(DynamicMessage.getDefaultInstance(wanted.getDescriptor()));
    }
  }

  private static DescriptorProto withNested(Type type) {
    return DescriptorProto.newBuilder()
        .setName("Row")
        .addField(
            field("inner", 1, Type.TYPE_MESSAGE, Label.LABEL_OPTIONAL).setTypeName(".Row.Inner"))
        .addNestedType(
            DescriptorProto.newBuilder()
                .setName("Inner")
                .addField(field("v", 1, type, Label.LABEL_OPTIONAL)))
        .build();
  }

  @Test
  void tableProperties_typeThatRefersToItself_isTaken() {
    DescriptorProto tree =
        DescriptorProto.newBuilder()
            .setName("Node")
            .addField(
                field("next", 1, Type.TYPE_MESSAGE, Label.LABEL_OPTIONAL).setTypeName(".pk.Node"))
            .build();
    assertThat(TableProperties.proto(TABLE_NAME, tree).getDescriptor().getFullName())
        .isEqualTo("pk.Node");
  }

  private static void refused(ZerobusStream stream, Object record, String... words) {
    assertThatThrownBy(() -> stream.ingestRecord(record))
        .isExactlyInstanceOf(NonRetriableException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void unacked_ofAProtoStream_areBytesToBeSentAgain() {
    serverPlays(ScriptedServer.silent(), ScriptedServer.FAITHFUL);
    Message message = message(PROTO.getDescriptor(), 5);
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, PROTO);
      stream.ingestRecord(message);
      awaitTrue(() -> server.streams.get(0).protoRecords.size() == 1);
      server.streams.get(0).end(Status.NOT_FOUND);
      awaitTrue(() -> stream.getState() == StreamState.FAILED);
      assertThat(stream.getUnackedRecords()).containsExactly(message.toByteArray());
      assertThatThrownBy(stream::close).isInstanceOf(NonRetriableException.class);
      try (ZerobusStream again = sdk.createStream(TOKEN, PROTO)) {
        stream.getUnackedRecords().forEach(again::ingestRecord);
      }
    }
    assertThat(server.streams.get(1).protoRecords).containsExactly(message.toByteString());
  }

  @Test
  void tableProperties_ofAGeneratedType_keepItsDescriptor() {
    Descriptor type = CreateIngestStreamResponse.getDescriptor();
    TableProperties properties = TableProperties.proto(TABLE_NAME, type);
    assertThat(properties.getDescriptor()).isSameAs(type);
    assertThat(properties.getDescriptorProto()).isEqualTo(type.toProto());
    assertThat(properties.getRecordType()).isEqualTo(RecordType.PROTO);
    assertThat(properties).hasToString("TableProperties{" + TABLE_NAME + ", PROTO}");
  }

  @Test
  void tableProperties_nestedTypeNamedWithItsPackage_isFound() {
    DescriptorProto nested =
        DescriptorProto.newBuilder()
            .setName("Row")
            .addField(
                field("inner", 1, Type.TYPE_MESSAGE, Label.LABEL_OPTIONAL)
                    .setTypeName(".some.pkg.Row.Inner"))
            .addNestedType(
                DescriptorProto.newBuilder()
                    .setName("Inner")
                    .addField(field("n", 1, Type.TYPE_INT64, Label.LABEL_OPTIONAL)))
            .build();
    assertThat(TableProperties.proto(TABLE_NAME, nested).getDescriptor().getFullName())
        .isEqualTo("some.pkg.Row");
  }

  @Test
  void tableProperties_typeThatNeedsOthers_isRefusedWithTheField() {
    assertThatThrownBy(
            () -> TableProperties.proto(TABLE_NAME, EphemeralStreamRequest.getDescriptor()))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContainingAll("create_stream", "not nested");
    DescriptorProto dangling =
        DescriptorProto.newBuilder()
            .setName("Row")
            .addField(
                field("other", 1, Type.TYPE_MESSAGE, Label.LABEL_OPTIONAL).setTypeName(".Other"))
            .build();
    assertThatThrownBy(() -> TableProperties.proto(TABLE_NAME, dangling))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContainingAll("Row", "Other");
    assertThatThrownBy(() -> TableProperties.proto("a.b", AIR_QUALITY))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("'a.b'");
    assertThatThrownBy(() -> TableProperties.proto(TABLE_NAME, (Descriptor) null))
        .isInstanceOf(NonRetriableException.class);
    assertThatThrownBy(() -> TABLE.getDescriptor())
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("JSON");
  }
}
