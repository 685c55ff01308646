// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.zerobus.KnownFault;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtoMappingTest {

  private static DescriptorProto descriptor(TableSchema schema) {
    return ProtoMapping.descriptor(schema, "events");
  }

  private static String text(TableSchema schema) {
    String text = ProtoText.of(schema, descriptor(schema));
    return text.substring(text.indexOf("message "));
  }

  private static Descriptor link(DescriptorProto message) throws Exception {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder().setName("t.proto").addMessageType(message).build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().get(0);
  }

  private static void assertRefused(TableSchema schema, String... parts) {
    assertThatThrownBy(() -> descriptor(schema))
        .isInstanceOf(SchemaException.class)
        .hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tinyint|optional int32 c = 1",
        "byte|optional int32 c = 1",
        "smallint|optional int32 c = 1",
        "short|optional int32 c = 1",
        "int|optional int32 c = 1",
        "bigint|optional int64 c = 1",
        "long|optional int64 c = 1",
        "float|optional float c = 1",
        "double|optional double c = 1",
        "boolean|optional bool c = 1",
        "binary|optional bytes c = 1",
        "string|optional string c = 1",
        "varchar(10)|optional string c = 1",
        "char(10)|optional string c = 1",
        "date|optional int32 c = 1",
        "timestamp|optional int64 c = 1",
        "timestamp_ntz|optional int64 c = 1",
        "decimal(38,18)|optional string c = 1",
        "variant|optional string c = 1",
        "array<variant>|repeated string c = 1",
        "array<timestamp>|repeated int64 c = 1",
        "map<string,string>|map<string, string> c = 1",
        "map<date,decimal(3,1)>|map<int32, string> c = 1",
        "map<boolean,binary>|map<bool, bytes> c = 1",
        "map<bigint,variant>|map<int64, string> c = 1",
      })
  void descriptor_typeOfOneField_isMapped(String type, String field) throws Exception {
    TableSchema schema = TableJson.of("c", type);
    assertThat(text(schema)).isEqualTo("message events {\n  " + field + ";\n}\n");
    assertThat(link(descriptor(schema)).getFields()).hasSize(1);
  }

  @Test
  void descriptor_tableOfARealServer_isTheWholeMessage() throws Exception {
    TableSchema schema = TableSchema.parse(TableJson.real());
    DescriptorProto message =
        ProtoMapping.descriptor(schema, ProtoMapping.defaultMessageName(schema));

    assertThat(ProtoText.of(schema, message))
        .isEqualTo(
            "// A record of table main.logs.app_logs.\n"
                + "syntax = \"proto2\";\n"
                + "\n"
                + "message app_logs {\n"
                + "  required int64 ts = 1;\n"
                + "  optional string level = 2;\n"
                + "  map<string, string> mdc = 3;\n"
                + "  message Exception {\n"
                + "    optional string class = 1;\n"
                + "  }\n"
                + "  optional Exception exception = 4;\n"
                + "  optional string amount = 5;\n"
                + "  optional string attrs = 6;\n"
                + "}\n");
    Descriptor linked = link(message);
    assertThat(linked.findFieldByName("mdc").isMapField()).isTrue();
    assertThat(linked.findFieldByName("exception").getMessageType().getFullName())
        .isEqualTo("app_logs.Exception");
  }

  @Test
  void descriptor_structsWithinArrayMapAndStruct_areNestedMessagesNamedByTheirColumn()
      throws Exception {
    TableSchema schema =
        new TableJson()
            .column("stack_frames", "array<struct<line:int not null,vars:map<string,variant>>>")
            .column("by_host", "map<string,struct<address:struct<port:int>>>")
            .schema();
    assertThat(text(schema))
        .isEqualTo(
            "message events {\n"
                + "  message StackFramesElement {\n"
                + "    required int32 line = 1;\n"
                + "    map<string, string> vars = 2;\n"
                + "  }\n"
                + "  repeated StackFramesElement stack_frames = 1;\n"
                + "  message ByHostValue {\n"
                + "    message Address {\n"
                + "      optional int32 port = 1;\n"
                + "    }\n"
                + "    optional Address address = 1;\n"
                + "  }\n"
                + "  map<string, ByHostValue> by_host = 2;\n"
                + "}\n");
    FieldDescriptor byHost = link(descriptor(schema)).findFieldByName("by_host");
    assertThat(byHost.isMapField()).isTrue();
    assertThat(byHost.getMessageType().getFullName()).isEqualTo("events.ByHostEntry");
  }

  @Test
  void descriptor_dynamicMessage_survivesTheWire() throws Exception {
    TableSchema schema =
        new TableJson()
            .column("ts", "timestamp")
            .column("raw", "binary")
            .column("tags", "map<string,bigint>")
            .column("who", "struct<name:string>")
            .schema();
    // As it travels: the descriptor in bytes too.
    Descriptor type = link(DescriptorProto.parseFrom(descriptor(schema).toByteString()));
    FieldDescriptor tags = type.findFieldByName("tags");
    FieldDescriptor who = type.findFieldByName("who");
    DynamicMessage record =
        DynamicMessage.newBuilder(type)
            .setField(type.findFieldByName("ts"), 1_700_000_000_000_000L)
            .setField(type.findFieldByName("raw"), ByteString.copyFromUtf8("x"))
            .addRepeatedField(
                tags,
                DynamicMessage.newBuilder(tags.getMessageType())
                    .setField(tags.getMessageType().findFieldByName("key"), "a")
                    .setField(tags.getMessageType().findFieldByName("value"), 7L)
                    .build())
            .setField(
                who,
                DynamicMessage.newBuilder(who.getMessageType())
                    .setField(who.getMessageType().findFieldByName("name"), "me")
                    .build())
            .build();
    assertThat(DynamicMessage.parseFrom(type, record.toByteString())).isEqualTo(record);
  }

  @Test
  @KnownFault(34)
  void descriptor_positionsWithGaps_areKeptInFieldNumbers() {
    TableSchema schema =
        new TableJson()
            .columnAt(18_999, "e", "int")
            .columnAt(7, "b", "int")
            .columnAt(0, "a", "int")
            .columnAt(18_998, "d", "int")
            .columnAt(19_999, "f", "int")
            .schema();
    assertThat(descriptor(schema).getFieldList())
        .extracting(FieldDescriptorProto::getName, FieldDescriptorProto::getNumber)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 1),
            org.assertj.core.groups.Tuple.tuple("b", 8),
            org.assertj.core.groups.Tuple.tuple("d", 18_999),
            org.assertj.core.groups.Tuple.tuple("e", 20_000),
            org.assertj.core.groups.Tuple.tuple("f", 21_000));
  }

  @Test
  void descriptor_positionsThatAreNone_areReplacedByTheOrder() {
    for (int odd : new int[] {-1, 3, 536_870_911, Integer.MAX_VALUE}) {
      TableSchema schema =
          new TableJson().columnAt(3, "a", "int").columnAt(odd, "b", "int").schema();
      assertThat(descriptor(schema).getFieldList())
          .extracting(FieldDescriptorProto::getNumber)
          .containsExactly(1, 2);
    }
  }

  @Test
  void descriptor_fieldsOfAStruct_areNumberedInOrder() {
    DescriptorProto nested =
        descriptor(TableJson.of("s", "struct<b:int,a:int not null>")).getNestedType(0);
    assertThat(nested.getField(0).getNumber()).isEqualTo(1);
    assertThat(nested.getField(0).getLabel()).isEqualTo(Label.LABEL_OPTIONAL);
    assertThat(nested.getField(1).getNumber()).isEqualTo(2);
    assertThat(nested.getField(1).getLabel()).isEqualTo(Label.LABEL_REQUIRED);
  }

  @Test
  void descriptor_nameInJson_isTheColumnsOwn() {
    assertThat(descriptor(TableJson.of("stack_trace", "string")).getField(0).getJsonName())
        .isEqualTo("stack_trace");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "array<array<int>>|c.element|ARRAY<INT>",
        "array<map<string,int>>|c.element|MAP<STRING,INT>",
        "map<string,array<int>>|c.value|ARRAY<INT>",
        "map<string,map<string,int>>|c.value|MAP<STRING,INT>",
        "map<double,int>|c.key|DOUBLE",
        "map<float,int>|c.key|FLOAT",
        "map<binary,int>|c.key|BINARY",
        "map<struct<a:int>,int>|c.key|STRUCT<a: INT>",
        "map<array<int>,int>|c.key|ARRAY<INT>",
        "interval year to month|c|INTERVAL YEAR TO MONTH",
        "geography(4326)|c|GEOGRAPHY(4326)",
        "void|c|VOID",
        "array<interval day>|c.element|INTERVAL DAY",
        "struct<a:struct<b:array<struct<d:void>>>>|c.a.b.element.d|VOID",
        "map<string,struct<x:map<float,int>>>|c.value.x.key|FLOAT",
      })
  void descriptor_typeWithoutForm_isRefusedWithPathAndType(String type, String path, String part) {
    assertRefused(
        TableJson.of("c", type), "column '" + path + "' of type " + part + " has no form");
  }

  @Test
  void descriptor_arrayOfWhichOnlyTheNameIsKnown_isRefused() {
    TableJson table = new TableJson();
    table.add("c").put("type_name", "ARRAY");
    assertRefused(table.schema(), "column 'c' of type ARRAY");
  }

  @Test
  void descriptor_badNames_areRefusedWithTheColumn() {
    for (String bad : new String[] {"1a", "a-b", "a b", "größe", "a.b"}) {
      assertRefused(TableJson.of(bad, "int"), "column '" + bad + "' cannot be a field");
    }
    assertRefused(TableJson.of("s", "struct<`a-b`:int>"), "column 's.a-b' cannot be a field");
    assertRefused(
        new TableJson().column("a", "int").column("A", "int").schema(),
        "column 'A'",
        "there twice");
    assertRefused(TableJson.of("_1", "map<string,int>"), "column '_1'", "1Entry");
    assertRefused(
        new TableJson().column("a_b", "map<int,int>").column("aB", "map<int,int>").schema(),
        "column 'aB'",
        "ABEntry",
        "'a_b'");
    assertRefused(
        new TableJson().column("MdcEntry", "int").column("mdc", "map<int,int>").schema(),
        "column 'mdc'",
        "'MdcEntry'");
  }

  @Test
  void descriptor_nameOfANestedMessageThatIsTaken_getsANumber() throws Exception {
    TableSchema schema =
        new TableJson()
            .column("Address", "struct<address:struct<a:int>>")
            .column("address_", "struct<a:int>")
            .column("a_value", "struct<a:int>")
            .column("a", "map<string,struct<a:int>>")
            .column("events", "struct<Events:struct<a:int>>")
            .column("builder", "struct<a:int>")
            .column("_1", "struct<a:int>")
            .schema();
    assertThat(descriptor(schema).getNestedTypeList())
        .extracting(DescriptorProto::getName)
        .containsExactly(
            "Address2", "Address3", "AValue", "AValue2", "AEntry", "Events", "Builder2", "M1");
    assertThat(link(descriptor(schema)).findFieldByName("Address").getMessageType().getFullName())
        .isEqualTo("events.Address2");
  }

  @Test
  void descriptor_messageOfTheColumnsName_isNotTheOneItStandsIn() {
    TableSchema schema = TableJson.of("log", "struct<log:struct<a:int>>");
    DescriptorProto message = ProtoMapping.descriptor(schema, "Log");
    assertThat(message.getNestedType(0).getName()).isEqualTo("Log2");
    assertThat(message.getNestedType(0).getNestedType(0).getName()).isEqualTo("Log3");
  }

  @Test
  void descriptor_manyColumns_areTakenUpToTheLimit() throws Exception {
    TableJson table = new TableJson();
    for (int i = 0; i < 2000; i++) {
      table.columnAt(18_000 + i, "c" + i, "int");
    }
    assertThat(link(descriptor(table.schema())).getFields()).hasSize(2000);
    table.columnAt(0, "c", "int");
    assertRefused(table.schema(), "main.logs.events has 2001 columns");
  }

  @Test
  void descriptor_noColumns_isRefused() {
    assertRefused(new TableJson().schema(), "main.logs.events has no columns");
  }

  @Test
  void descriptor_structsAsDeepAsParsersRead_travelAndLink() throws Exception {
    for (String innermost : new String[] {"int", "array<struct<x:int>>", "map<string,int>"}) {
      int structs = innermost.equals("int") ? 99 : 98;
      TableSchema deepest = TableJson.of("c", nested(structs, innermost));
      link(DescriptorProto.parseFrom(descriptor(deepest).toByteString()));
      TableSchema tooDeep = TableJson.of("c", nested(structs + 1, innermost));
      assertRefused(tooDeep, "nested more than 99 deep", "column 'c.c.c");
    }
  }

  @Test
  void text_structsDeeperThanProtocReads_isRefused() {
    TableSchema schema = TableJson.of("c", nested(31, "int"));
    DescriptorProto message = descriptor(schema);
    assertThatThrownBy(() -> ProtoText.of(schema, message))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("nested more than 30 deep");
  }

  private static String nested(int structs, String innermost) {
    return "struct<c:".repeat(structs) + innermost + ">".repeat(structs);
  }

  @Test
  void text_namesThatAreOneInJson_keepTheirOwn() {
    TableSchema schema =
        new TableJson()
            .column("foo_bar", "int")
            .column("fooBar", "int")
            .column("x", "int")
            .schema();
    assertThat(text(schema))
        .contains("foo_bar = 1 [json_name = \"foo_bar\"];")
        .contains("fooBar = 2 [json_name = \"fooBar\"];")
        .contains("x = 3;");
  }

  @Test
  void messageName_isTheTablesUnlessThatIsNoIdentifier() {
    for (Map.Entry<String, String> name :
        Map.of("events", "events", "1st", "M1st", "a-b c", "a_b_c", "message", "message")
            .entrySet()) {
      TableSchema schema =
          TableSchema.parse("{\"full_name\":\"a.b." + name.getKey() + "\",\"columns\":[]}");
      assertThat(ProtoMapping.defaultMessageName(schema)).isEqualTo(name.getValue());
    }
    for (String bad : new String[] {"", "1a", "a.b", "a-b", "a b"}) {
      assertThatThrownBy(() -> ProtoMapping.descriptor(TableJson.of("c", "int"), bad))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("message name '" + bad + "'");
    }
  }
}
