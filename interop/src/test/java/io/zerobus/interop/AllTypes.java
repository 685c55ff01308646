// SPDX-License-Identifier: Apache-2.0
package io.zerobus.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import io.zerobus.local.ZerobusLocal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A table with a column of every kind, records for it, and the rows that they must become. */
final class AllTypes {

  /** Columns as in CREATE TABLE. */
  static final String COLUMNS =
      """
      id BIGINT NOT NULL,
      tiny TINYINT,
      small SMALLINT,
      num INT,
      real FLOAT,
      dbl DOUBLE,
      flag BOOLEAN,
      txt STRING,
      price DECIMAL(18,2),
      day DATE,
      ts TIMESTAMP,
      wall TIMESTAMP_NTZ,
      raw BINARY,
      doc VARIANT,
      tags ARRAY<STRING>,
      attrs MAP<STRING,STRING>,
      counts MAP<INT,BIGINT>,
      place STRUCT<city: STRING, xy: ARRAY<DOUBLE>>,
      parts ARRAY<STRUCT<k: STRING, v: INT>>
      """;

  private static final String ORDINARY =
      """
      {"id":0,"tiny":7,"small":-300,"num":70000,"real":1.5,"dbl":0.1,"flag":true,
       "txt":"plain","price":"19.99","day":20414,"ts":1763820371123456,"wall":1763820371123457,
       "raw":"AAH/gA==","doc":"{\\"a\\":[1,null,\\"x\\"],\\"big\\":9007199254740993}",
       "tags":["a","b"],"attrs":{"k":"v","user.id":"42"},"counts":{"1":10,"-2":20},
       "place":{"city":"Bern","xy":[46.948,7.447]},"parts":[{"k":"p","v":1},{"k":"q"}]}
      """;

  private static final String NULLS_NOT_NAMED = "{\"id\":1}";

  private static final String NULLS_NAMED =
      """
      {"id":2,"tiny":null,"small":null,"num":null,"real":null,"dbl":null,"flag":null,"txt":null,
       "price":null,"day":null,"ts":null,"wall":null,"raw":null,"doc":null,"tags":null,
       "attrs":null,"counts":null,"place":{"city":null},"parts":null}
      """;

  private static final String NON_ASCII =
      """
      {"id":3,"txt":"Grüße, 日本語, \\ud83d\\ude80 \\"quoted\\"\\n\\tand \\\\ <&>","tags":["ß","","Ω"],
       "attrs":{"schlüssel":"wärt","空":"","\\ud83d\\ude80":"moon"},
       "doc":"\\"é\\"","place":{"city":"Zürich"}}
      """;

  private static final String EXTREMES =
      """
      {"id":9223372036854775807,"tiny":-128,"small":32767,"num":-2147483648,"real":3.4028234663852886E38,
       "dbl":-4.9E-324,"flag":false,"txt":"","price":"-9999999999999999.99","day":-1,
       "ts":-1,"wall":253402300799999999,"raw":"","doc":"-0.01",
       "counts":{"-2147483648":-9223372036854775808}}
      """;

  private static final String EMPTY =
      "{\"id\":4,\"tags\":[],\"attrs\":{},\"counts\":{},\"place\":{},\"parts\":[]}";

  /** Records that JSON and protobuf say alike. */
  static final List<String> RECORDS =
      List.of(ORDINARY, NULLS_NOT_NAMED, NULLS_NAMED, NON_ASCII, EXTREMES);

  /** A record with empty containers, which protobuf does not tell from absent ones. */
  static final List<String> EMPTY_CONTAINERS = List.of(EMPTY);

  private static final String NULLS =
      """
      "tiny":null,"small":null,"num":null,"real":null,"dbl":null,"flag":null,
      "price":null,"day":null,"ts":null,"wall":null,"raw":null,"counts":null,"parts":null
      """;

  /** What the {@code sql} command prints for {@link #RECORDS}, without {@code doc}. */
  static final List<String> ROWS =
      List.of(
          """
          {"id":0,"tiny":7,"small":-300,"num":70000,"real":1.5,"dbl":0.1,"flag":true,
           "txt":"plain","price":19.99,"day":"2025-11-22","ts":"2025-11-22T14:06:11.123456Z",
           "wall":"2025-11-22T14:06:11.123457","raw":"AAH/gA==","tags":["a","b"],
           "attrs":{"k":"v","user.id":"42"},"counts":{"1":10,"-2":20},
           "place":{"city":"Bern","xy":[46.948,7.447]},
           "parts":[{"k":"p","v":1},{"k":"q","v":null}]}
          """,
          "{\"id\":1,\"txt\":null,\"tags\":null,\"attrs\":null,\"place\":null," + NULLS + "}",
          "{\"id\":2,\"txt\":null,\"tags\":null,\"attrs\":null,"
              + "\"place\":{\"city\":null,\"xy\":null},"
              + NULLS
              + "}",
          """
          {"id":3,"txt":"Grüße, 日本語, 🚀 \\"quoted\\"\\n\\tand \\\\ <&>","tags":["ß","","Ω"],
           "attrs":{"schlüssel":"wärt","空":"","🚀":"moon"},
           "place":{"city":"Zürich","xy":null},
          """
              + NULLS
              + "}",
          """
          {"id":9223372036854775807,"tiny":-128,"small":32767,"num":-2147483648,
           "real":3.4028234663852886E38,"dbl":-4.9E-324,"flag":false,"txt":"",
           "price":-9999999999999999.99,"day":"1969-12-31","ts":"1969-12-31T23:59:59.999999Z",
           "wall":"9999-12-31T23:59:59.999999","raw":"","tags":null,"attrs":null,
           "counts":{"-2147483648":-9223372036854775808},"place":null,"parts":null}
          """);

  /** What the {@code sql} command prints for {@link #EMPTY_CONTAINERS}, without {@code doc}. */
  static final List<String> EMPTY_ROWS =
      List.of(
          """
          {"id":4,"txt":null,"tags":[],"attrs":{},"place":{"city":null,"xy":null},
           "tiny":null,"small":null,"num":null,"real":null,"dbl":null,"flag":null,"price":null,
           "day":null,"ts":null,"wall":null,"raw":null,"counts":{},"parts":[]}
          """);

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private AllTypes() {}

  static String createTable(String name) {
    return "CREATE TABLE " + name + " (" + COLUMNS + ");\n";
  }

  /** Waits until the table has that many rows. */
  static void awaitRows(ZerobusLocal server, String table, long count) {
    String query = "SELECT count(*) AS n FROM " + table;
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .pollInSameThread()
        .pollDelay(0, TimeUnit.SECONDS)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .until(() -> server.rows(query), List.of("{\"n\":" + count + "}")::equals);
  }

  /** The rows of such a table, by id, without {@code doc}, which SQL shows as bytes. */
  static List<JsonNode> rows(ZerobusLocal server, String table) {
    return server.rows("SELECT * EXCLUDE (doc) FROM " + table + " ORDER BY id").stream()
        .map(AllTypes::json)
        .toList();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Such a record as a protobuf message, with the types that the service asks for. */
  static DescriptorProto descriptor() {
    return DescriptorProto.newBuilder()
        .setName("AllTypes")
        .addField(field(1, "id", Type.TYPE_INT64))
        .addField(field(2, "tiny", Type.TYPE_INT32))
        .addField(field(3, "small", Type.TYPE_INT32))
        .addField(field(4, "num", Type.TYPE_INT32))
        .addField(field(5, "real", Type.TYPE_FLOAT))
        .addField(field(6, "dbl", Type.TYPE_DOUBLE))
        .addField(field(7, "flag", Type.TYPE_BOOL))
        .addField(field(8, "txt", Type.TYPE_STRING))
        .addField(field(9, "price", Type.TYPE_STRING))
        .addField(field(10, "day", Type.TYPE_INT32))
        .addField(field(11, "ts", Type.TYPE_INT64))
        .addField(field(12, "wall", Type.TYPE_INT64))
        .addField(field(13, "raw", Type.TYPE_BYTES))
        .addField(field(14, "doc", Type.TYPE_STRING))
        .addField(repeated(field(15, "tags", Type.TYPE_STRING)))
        .addField(repeated(message(16, "attrs", "AttrsEntry")))
        .addField(repeated(message(17, "counts", "CountsEntry")))
        .addField(message(18, "place", "Place"))
        .addField(repeated(message(19, "parts", "Part")))
        .addNestedType(mapEntry("AttrsEntry", Type.TYPE_STRING, Type.TYPE_STRING))
        .addNestedType(mapEntry("CountsEntry", Type.TYPE_INT32, Type.TYPE_INT64))
        .addNestedType(
            DescriptorProto.newBuilder()
                .setName("Place")
                .addField(field(1, "city", Type.TYPE_STRING))
                .addField(repeated(field(2, "xy", Type.TYPE_DOUBLE))))
        .addNestedType(
            DescriptorProto.newBuilder()
                .setName("Part")
                .addField(field(1, "k", Type.TYPE_STRING))
                .addField(field(2, "v", Type.TYPE_INT32)))
        .build();
  }

  private static FieldDescriptorProto.Builder field(int number, String name, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setNumber(number)
        .setName(name)
        .setJsonName(name)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder message(int number, String name, String type) {
    return field(number, name, Type.TYPE_MESSAGE).setTypeName("AllTypes." + type);
  }

  private static FieldDescriptorProto.Builder repeated(FieldDescriptorProto.Builder field) {
    return field.setLabel(Label.LABEL_REPEATED);
  }

  private static DescriptorProto.Builder mapEntry(String name, Type key, Type value) {
    DescriptorProto.Builder entry =
        DescriptorProto.newBuilder()
            .setName(name)
            .addField(field(1, "key", key))
            .addField(field(2, "value", value));
    entry.getOptionsBuilder().setMapEntry(true);
    return entry;
  }
}
