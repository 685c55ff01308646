// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import io.zerobus.schema.ProtoMapping;
import io.zerobus.schema.ProtoText;
import io.zerobus.schema.TableSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What protoc makes of the file is the message that the library uses at run time. */
class ProtocTest {
  private static final String KEYWORDS =
      "syntax import option package message enum service rpc returns reserved to max double float"
          + " int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string"
          + " bytes optional required repeated map oneof extend extensions group weak public stream"
          + " true false inf nan edition export local default json_name class builder";

  @TempDir Path folder;

  private static TableSchema table(String... columns) {
    List<String> json = new ArrayList<>();
    for (String column : columns) {
      String[] parts = column.split(" ", 2);
      json.add(
          String.format(
              "{\"name\":\"%s\",\"type_text\":\"%s\",\"nullable\":%s,\"position\":%d}",
              parts[0],
              parts[1].replace(" NOT NULL", ""),
              !parts[1].endsWith(" NOT NULL"),
              json.size()));
    }
    return TableSchema.parse(
        "{\"full_name\":\"main.logs.events\",\"columns\":[" + String.join(",", json) + "]}");
  }

  private void assertSameMessage(TableSchema schema) throws Exception {
    DescriptorProto message =
        ProtoMapping.descriptor(schema, ProtoMapping.defaultMessageName(schema));
    Path file = Files.writeString(folder.resolve("t.proto"), ProtoText.of(schema, message));
    assertThat(Protoc.withoutJsonNames(Protoc.compile(file)))
        .isEqualTo(Protoc.withoutJsonNames(message));
  }

  @Test
  void everyType_isTheSameMessage() throws Exception {
    assertSameMessage(
        table(
            "a_tinyint tinyint NOT NULL",
            "a_smallint smallint",
            "an_int int",
            "a_bigint bigint NOT NULL",
            "a_float float",
            "a_double double",
            "a_boolean boolean",
            "a_binary binary",
            "a_string string",
            "a_varchar varchar(9)",
            "a_char char(9)",
            "a_date date",
            "a_timestamp timestamp",
            "a_timestamp_ntz timestamp_ntz",
            "a_decimal decimal(18,2)",
            "a_variant variant",
            "an_array array<binary>",
            "an_array_of_struct array<struct<a:int not null,b:array<variant>>>",
            "a_map map<bigint,double>",
            "a_map_of_struct map<string,struct<a:decimal(1,1),m:map<boolean,struct<x:date>>>>",
            "a_struct struct<inner:struct<innermost:struct<v:variant>>>"));
  }

  @Test
  void tableOfARealServer_isTheSameMessage() throws Exception {
    assertSameMessage(TableSchema.parse(ToolRun.realRecord()));
  }

  @Test
  void keywordsAsColumns_areTheSameMessage() throws Exception {
    Stream<String> scalars = Stream.of(KEYWORDS.split(" ")).map(name -> name + " string");
    assertSameMessage(table(scalars.toArray(String[]::new)));
    Stream<String> structs =
        Stream.of(KEYWORDS.split(" ")).map(name -> name + " struct<" + name + ":int>");
    assertSameMessage(table(structs.toArray(String[]::new)));
    Stream<String> maps =
        Stream.of(KEYWORDS.split(" "))
            .map(name -> name + " map<string,struct<" + name + ":map<int,int>>>");
    assertSameMessage(table(maps.toArray(String[]::new)));
  }

  @Test
  void namesThatWouldCollide_areTheSameMessage() throws Exception {
    assertSameMessage(
        table(
            "Address struct<address:struct<a:int>>",
            "address_ struct<a:int>",
            "a_value struct<a:int>",
            "a map<string,struct<a:int>>",
            "events struct<Events:struct<a:int>>",
            "builder struct<a:int>",
            "_1 struct<a:int>",
            "foo_bar int",
            "fooBar int"));
  }

  @Test
  void deepestStructThatProtocReads_isTheSameMessage() throws Exception {
    assertSameMessage(table("c " + "struct<c:".repeat(30) + "int" + ">".repeat(30)));
    assertSameMessage(table("c " + "struct<c:".repeat(29) + "map<int,int>" + ">".repeat(29)));
  }

  @Test
  void fieldNumbersAroundTheReservedOnes_areTheSameMessage() throws Exception {
    StringBuilder columns = new StringBuilder();
    for (int position : new int[] {0, 7, 18_998, 18_999, 19_999, 500_000_000}) {
      columns.append(columns.length() == 0 ? "" : ",");
      columns.append(
          String.format(
              "{\"name\":\"c%d\",\"type_name\":\"INT\",\"position\":%d}", position, position));
    }
    assertSameMessage(
        TableSchema.parse("{\"full_name\":\"a.b.1st\",\"columns\":[" + columns + "]}"));
  }
}
