// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.zerobus.local.TestClient.Stream;
import io.zerobus.local.delta.OddNames;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.IngestRecordBatchRequest;
import io.zerobus.proto.IngestRecordRequest;
import io.zerobus.proto.ProtoEncodedRecordBatch;
import io.zerobus.proto.RecordType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of all column types, sent in both encodings and read back by SQL. */
class RecordRoundTripTest {

  private static final String COLUMNS =
      """
      (id BIGINT, ts TIMESTAMP, ntz TIMESTAMP_NTZ, day DATE, b TINYINT, sh SMALLINT, i INT,
       f FLOAT, d DOUBLE, flag BOOLEAN, txt STRING, amount DECIMAL(18,2), raw BINARY,
       mdc MAP<STRING,STRING>, counts MAP<BIGINT,INT>, tags ARRAY<STRING>,
       st STRUCT<a: STRING, n: STRUCT<x: BIGINT>>, people ARRAY<STRUCT<name: STRING>>,
       v VARIANT)""";
  private static final String DDL =
      "CREATE TABLE main.default.json "
          + COLUMNS
          + "; CREATE TABLE main.default.proto "
          + COLUMNS
          + "; CREATE TABLE c.s.variants (id BIGINT, v VARIANT)"
          + "; CREATE TABLE c.s.strict (id BIGINT NOT NULL, name STRING, n INT);"
          + " CREATE TABLE c.s.floats (f FLOAT);"
          + " CREATE TABLE c.s.empty "
          + COLUMNS;
  private static final String EXPECTED =
      "{\"id\":9007199254740993,\"ts\":\"2023-11-14T22:13:20.123456Z\","
          + "\"ntz\":\"1969-12-31T23:59:59.999999\",\"day\":\"2024-10-04\",\"b\":-128,"
          + "\"sh\":32767,\"i\":-5,\"f\":1.5,\"d\":-0.1,\"flag\":true,"
          + "\"txt\":\"it's \\\"h\u00e9llo\\\"\\n\uD83D\uDE00\",\"amount\":19.90,\"raw\":\"aGk=\","
          + "\"mdc\":{\"k\":\"v\",\"\":\"\"},\"counts\":{\"-7\":1},\"tags\":[\"x\",\"y\"],"
          + "\"st\":{\"a\":\"q\",\"n\":{\"x\":1}},\"people\":[{\"name\":\"n\"},{\"name\":null}]}";

  @TempDir(factory = OddNames.class)
  static Path dataDir;

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

  @Test
  void rows_ofJsonRecords_haveTheirValues() throws Exception {
    Stream stream = client.openJson("main.default.json");
    stream.sendJson(
        0,
        """
        {"id":9007199254740993,"ts":1700000000123456,"ntz":-1,"day":20000,"b":-128,"sh":32767,\
        "i":-5,"f":1.5,"d":-0.1,"flag":true,"txt":"it's \\"h\u00e9llo\\"\\n\uD83D\uDE00",\
        "amount":"19.9","raw":"aGk=","mdc":{"k":"v","":""},"counts":{"-7":1},"tags":["x","y"],\
        "st":{"a":"q","n":{"x":1}},"people":[{"name":"n"},{}],\
        "v":"{\\"a\\":[1,2.5,\\"x\\",null,true]}"}""");
    stream.sendJson(1, "{}");
    stream.awaitAck(1);
    server.awaitRows("main.default.json", 2);

    assertThat(server.rows("SELECT * EXCLUDE (v) FROM main.default.json WHERE id IS NOT NULL"))
        .containsExactly(EXPECTED);
    assertThat(server.rows("SELECT * FROM main.default.json WHERE id IS NULL").get(0))
        .matches("\\{(\"\\w+\":null,?)+\\}");
    assertThat(
            server.rows(
                "SELECT json.flag, mdc['k'] AS k, tags[1] AS t, st.n.x AS x,"
                    + " CAST(date_trunc('hour', ts) AS VARCHAR) AS h"
                    + " FROM main.default.json WHERE main.default.json.i = -5"))
        .containsExactly(
            "{\"flag\":true,\"k\":\"v\",\"t\":\"x\",\"x\":1,\"h\":\"2023-11-14 22:00:00+00\"}");
  }

  @Test
  void rows_ofVariants_areJson() throws Exception {
    Stream stream = client.openJson("c.s.variants");
    stream.sendJsonBatch(
        0,
        List.of(
            "{\"id\":1,\"v\":\"{\\\"a\\\":[1,2.5,\\\"x\\\",null,true]}\"}",
            "{\"id\":2,\"v\":\"\\\"text\\\"\"}",
            "{\"id\":3,\"v\":\"123456789012345678901234\"}",
            "{\"id\":4}"));
    stream.awaitAck(0);
    server.awaitRows("c.s.variants", 4);
    assertThat(server.rows("SELECT v, v->>'$.a[2]' AS x FROM c.s.variants ORDER BY id"))
        .containsExactly(
            "{\"v\":{\"a\":[1,2.5,\"x\",null,true]},\"x\":\"x\"}",
            "{\"v\":\"text\",\"x\":null}",
            "{\"v\":123456789012345678901234,\"x\":null}",
            "{\"v\":null,\"x\":null}");
  }

  @Test
  void rows_ofAnEmptyTable_haveItsColumns() {
    assertThat(server.rows("SELECT * FROM c.s.empty")).isEmpty();
    assertThat(server.rows("SELECT column_name, column_type FROM (DESCRIBE c.s.empty)"))
        .hasSize(19)
        .contains(
            "{\"column_name\":\"ts\",\"column_type\":\"TIMESTAMP WITH TIME ZONE\"}",
            "{\"column_name\":\"mdc\",\"column_type\":\"MAP(VARCHAR, VARCHAR)\"}");
  }

  @Test
  void rows_ofAQueryThatFails_sayWhy() {
    assertThatThrownBy(() -> server.rows("SELECT nope FROM c.s.empty"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nope");
    assertThatThrownBy(() -> server.rows("SELEC 1"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("syntax error");
    assertThatThrownBy(() -> server.rows("SELECT * FROM c.s.none"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tables in the data folder: c.s.empty, c.s.floats, c.s.strict");
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static DescriptorProto.Builder mapEntry(String name, Type key, Type value) {
    return DescriptorProto.newBuilder()
        .setName(name)
        .setOptions(MessageOptions.newBuilder().setMapEntry(true))
        .addField(field("key", 1, key))
        .addField(field("value", 2, value));
  }

  private static final DescriptorProto RECORD =
      DescriptorProto.newBuilder()
          .setName("Record")
          .addField(field("id", 1, Type.TYPE_INT64))
          .addField(field("ts", 2, Type.TYPE_INT64))
          .addField(field("ntz", 3, Type.TYPE_SFIXED64))
          .addField(field("day", 4, Type.TYPE_INT32))
          .addField(field("b", 5, Type.TYPE_SINT32))
          .addField(field("sh", 6, Type.TYPE_INT32))
          .addField(field("i", 7, Type.TYPE_INT32))
          .addField(field("f", 8, Type.TYPE_FLOAT))
          .addField(field("d", 9, Type.TYPE_DOUBLE))
          .addField(field("flag", 10, Type.TYPE_BOOL))
          .addField(field("txt", 11, Type.TYPE_STRING))
          .addField(field("amount", 12, Type.TYPE_STRING))
          .addField(field("raw", 13, Type.TYPE_BYTES))
          .addField(
              field("mdc", 14, Type.TYPE_MESSAGE)
                  .setLabel(Label.LABEL_REPEATED)
                  .setTypeName("MdcEntry"))
          .addField(
              field("counts", 15, Type.TYPE_MESSAGE)
                  .setLabel(Label.LABEL_REPEATED)
                  .setTypeName("CountsEntry"))
          .addField(field("tags", 16, Type.TYPE_STRING).setLabel(Label.LABEL_REPEATED))
          .addField(field("st", 17, Type.TYPE_MESSAGE).setTypeName("St"))
          .addField(
              field("people", 18, Type.TYPE_MESSAGE)
                  .setLabel(Label.LABEL_REPEATED)
                  .setTypeName("Person"))
          .addField(field("v", 19, Type.TYPE_STRING))
          .addNestedType(mapEntry("MdcEntry", Type.TYPE_STRING, Type.TYPE_STRING))
          .addNestedType(mapEntry("CountsEntry", Type.TYPE_INT64, Type.TYPE_INT32))
          .addNestedType(
              DescriptorProto.newBuilder()
                  .setName("St")
                  .addField(field("a", 1, Type.TYPE_STRING))
                  .addField(field("n", 2, Type.TYPE_MESSAGE).setTypeName("N"))
                  .addNestedType(
                      DescriptorProto.newBuilder()
                          .setName("N")
                          .addField(field("x", 1, Type.TYPE_INT64))))
          .addNestedType(
              DescriptorProto.newBuilder()
                  .setName("Person")
                  .addField(field("name", 1, Type.TYPE_STRING)))
          .build();

  private static Descriptor descriptor() throws Exception {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder().setName("r.proto").addMessageType(RECORD).build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().get(0);
  }

  private static Message nested(Descriptor type, String name, Object... values) {
    Descriptor nested = type.findNestedTypeByName(name);
    DynamicMessage.Builder message = DynamicMessage.newBuilder(nested);
    for (int i = 0; i < values.length; i++) {
      message.setField(nested.findFieldByNumber(i + 1), values[i]);
    }
    return message.build();
  }

  private static ByteString record() throws Exception {
    Descriptor type = descriptor();
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    Object[] scalars = {
      9007199254740993L,
      1700000000123456L,
      -1L,
      20000,
      -128,
      32767,
      -5,
      1.5f,
      -0.1,
      true,
      "it's \"h\u00e9llo\"\n\uD83D\uDE00",
      "19.9",
      ByteString.copyFromUtf8("hi")
    };
    for (int i = 0; i < scalars.length; i++) {
      message.setField(type.findFieldByNumber(i + 1), scalars[i]);
    }
    message.addRepeatedField(type.findFieldByName("mdc"), nested(type, "MdcEntry", "k", "v"));
    message.addRepeatedField(type.findFieldByName("mdc"), nested(type, "MdcEntry", "", ""));
    message.addRepeatedField(type.findFieldByName("counts"), nested(type, "CountsEntry", -7L, 1));
    message.addRepeatedField(type.findFieldByName("tags"), "x");
    message.addRepeatedField(type.findFieldByName("tags"), "y");
    Descriptor st = type.findNestedTypeByName("St");
    message.setField(type.findFieldByName("st"), nested(type, "St", "q", nested(st, "N", 1L)));
    message.addRepeatedField(type.findFieldByName("people"), nested(type, "Person", "n"));
    message.addRepeatedField(type.findFieldByName("people"), nested(type, "Person"));
    return message.build().toByteString();
  }

  private static Stream openProto(String table, DescriptorProto descriptor) throws Exception {
    Stream stream = client.start(table, "Bearer " + client.token(TestClient.tokenForm(table)));
    CreateIngestStreamRequest.Builder create =
        CreateIngestStreamRequest.newBuilder().setTableName(table).setRecordType(RecordType.PROTO);
    if (descriptor != null) {
      create.setDescriptorProto(descriptor.toByteString());
    }
    stream.send(EphemeralStreamRequest.newBuilder().setCreateStream(create).build());
    return stream;
  }

  private static EphemeralStreamRequest protoRequest(long offset, ByteString record) {
    return EphemeralStreamRequest.newBuilder()
        .setIngestRecord(
            IngestRecordRequest.newBuilder().setOffsetId(offset).setProtoEncodedRecord(record))
        .build();
  }

  @Test
  void rows_ofProtoRecords_haveTheirValues() throws Exception {
    Stream stream = openProto("main.default.proto", RECORD);
    stream.awaitCreated();
    stream.send(protoRequest(0, record()));
    stream.send(
        EphemeralStreamRequest.newBuilder()
            .setIngestRecordBatch(
                IngestRecordBatchRequest.newBuilder()
                    .setOffsetId(1)
                    .setProtoEncodedBatch(
                        ProtoEncodedRecordBatch.newBuilder()
                            .addRecords(record())
                            .addRecords(ByteString.EMPTY)))
            .build());
    stream.awaitAck(1);
    server.awaitRows("main.default.proto", 3);
    assertThat(server.rows("SELECT * EXCLUDE (v) FROM main.default.proto WHERE id IS NOT NULL"))
        .containsExactly(EXPECTED, EXPECTED);
  }

  @Test
  void rows_ofTheLargestFloat_haveIt() throws Exception {
    DescriptorProto type =
        DescriptorProto.newBuilder().setName("R").addField(field("f", 1, Type.TYPE_FLOAT)).build();
    Stream stream = openProto("c.s.floats", type);
    stream.awaitCreated();
    ByteString bytes =
        ByteString.copyFrom(
            ByteBuffer.allocate(5)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x0D) // field 1, 32 bits
                .putFloat(Float.MAX_VALUE)
                .flip());
    stream.send(protoRequest(0, bytes));
    stream.awaitAck(0);
    server.awaitRows("c.s.floats", 1);
    assertThat(server.rows("SELECT CAST(f AS DOUBLE) AS f FROM c.s.floats"))
        .containsExactly("{\"f\":3.4028234663852886E38}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TYPE_INT64|nope|FIELD_NOT_IN_TABLE: field 'nope' is not in the table",
        "TYPE_UINT64|name|TYPE_INCOMPATIBLE: field 'name' is uint64, which a column of type string does not take",
        "TYPE_INT64|n|TYPE_INCOMPATIBLE: field 'n' is int64, which a column of type integer does not take",
        "TYPE_UINT32|n|TYPE_INCOMPATIBLE: field 'n' is uint32, which a column of type integer does not take"
      })
  void create_descriptorThatDoesNotMatch_isRefused(String type, String name, String message)
      throws Exception {
    Stream stream =
        openProto(
            "c.s.strict",
            DescriptorProto.newBuilder()
                .setName("R")
                .addField(field("id", 1, Type.TYPE_INT64))
                .addField(field(name, 2, Type.valueOf(type)))
                .build());
    Status status = stream.awaitStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(message);
  }

  @Test
  void create_descriptorMissingOrBroken_isRefused() throws Exception {
    assertThat(openProto("c.s.strict", null).awaitStatus().getDescription())
        .isEqualTo("descriptor_proto is required with record_type PROTO");
    DescriptorProto withoutRequired =
        DescriptorProto.newBuilder()
            .setName("R")
            .addField(field("name", 1, Type.TYPE_STRING))
            .build();
    assertThat(openProto("c.s.strict", withoutRequired).awaitStatus().getDescription())
        .contains("MISSING_REQUIRED_COLUMN", "'id'");
    DescriptorProto enumeration =
        DescriptorProto.newBuilder()
            .setName("R")
            .addField(field("id", 1, Type.TYPE_ENUM).setTypeName("E"))
            .addEnumType(
                com.google.protobuf.DescriptorProtos.EnumDescriptorProto.newBuilder()
                    .setName("E")
                    .addValue(
                        com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto.newBuilder()
                            .setName("A")
                            .setNumber(0)))
            .build();
    assertThat(openProto("c.s.strict", enumeration).awaitStatus().getDescription())
        .contains("TYPE_INCOMPATIBLE: field 'id' is enum");
  }

  @Test
  void ingest_protoRecordThatDoesNotFit_isRefused() throws Exception {
    DescriptorProto type =
        DescriptorProto.newBuilder()
            .setName("R")
            .addField(field("id", 1, Type.TYPE_INT64))
            .addField(field("name", 2, Type.TYPE_STRING))
            .build();
    Stream missing = openProto("c.s.strict", type);
    missing.send(protoRequest(0, ByteString.EMPTY));
    assertThat(missing.awaitStatus().getDescription())
        .contains("missing value for required field 'id'");
    Stream unknown = openProto("c.s.strict", type);
    unknown.send(protoRequest(0, ByteString.copyFrom(new byte[] {8, 1, 0x38, 1})));
    assertThat(unknown.awaitStatus().getDescription()).contains("unrecognized field number 7 in R");
    Stream broken = openProto("c.s.strict", type);
    broken.send(protoRequest(0, ByteString.copyFrom(new byte[] {8})));
    assertThat(broken.awaitStatus().getDescription()).contains("failed to decode Protobuf message");
    List<Stream> all = List.of(missing, unknown, broken);
    for (Stream stream : all) {
      assertThat(stream.awaitStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }
}
