// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableSchemaTest {

  @Test
  void parse_answerOfARealServer_givesNamesTypesAndNullability() {
    TableSchema schema = TableSchema.parse(TableJson.real());

    assertThat(schema.fullName()).isEqualTo("main.logs.app_logs");
    assertThat(schema.name()).isEqualTo("app_logs");
    assertThat(schema.columns())
        .extracting(Column::toString)
        .containsExactly(
            "ts: TIMESTAMP NOT NULL",
            "level: STRING",
            "mdc: MAP<STRING,STRING>",
            "exception: STRUCT<class: STRING>",
            "amount: DECIMAL(18,2)",
            "attrs: VARIANT");
    assertThat(schema.columns()).extracting(Column::position).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void parse_typeJsonWithoutTheField_isTaken() {
    TableJson table = new TableJson();
    table.add("a").put("type_json", "\"long\"");
    table.add("b").put("type_json", "{\"type\":\"array\",\"elementType\":\"byte\"}");
    assertThat(table.schema().columns())
        .extracting(Column::toString)
        .containsExactly("a: BIGINT", "b: ARRAY<TINYINT>");
  }

  @Test
  void parse_typeJsonBroken_fallsBackToTypeTextAndTypeName() {
    for (String broken :
        new String[] {"", "{", "long", "{}", "[]", "{\"name\":\"a\"}", "{\"type\":\"struct\"}"}) {
      TableJson table = new TableJson();
      table
          .add("a")
          .put("type_json", broken)
          .put("type_text", "array<bigint>")
          .put("type_name", "ARRAY");
      table.add("b").put("type_json", broken).put("type_name", "LONG");
      table.add("c").put("type_json", broken).put("type_text", "<").put("type_name", "ARRAY");
      assertThat(table.schema().columns())
          .as(broken)
          .extracting(Column::toString)
          .containsExactly("a: ARRAY<BIGINT>", "b: BIGINT", "c: ARRAY");
    }
  }

  @Test
  void parse_fieldsOfAStruct_keepNullabilityAndComment() {
    TableJson table = new TableJson();
    table
        .add("s")
        .put("nullable", false)
        .put("comment", "a struct")
        .put(
            "type_json",
            "{\"name\":\"s\",\"type\":{\"type\":\"struct\",\"fields\":["
                + "{\"name\":\"a\",\"type\":\"integer\",\"nullable\":false,"
                + "\"metadata\":{\"comment\":\"first\"}},"
                + "{\"name\":\"b\",\"type\":{\"type\":\"map\",\"keyType\":\"string\","
                + "\"valueType\":\"decimal(10,2)\",\"valueContainsNull\":true},"
                + "\"nullable\":true,\"metadata\":{}}]},\"nullable\":false,\"metadata\":{}}");
    Column column = table.schema().columns().get(0);
    assertThat(column)
        .hasToString("s: STRUCT<a: INT NOT NULL, b: MAP<STRING,DECIMAL(10,2)>> NOT NULL");
    assertThat(column.comment()).isEqualTo("a struct");
    assertThat(column.position()).isEqualTo(-1);
    assertThat(column.type().fields().get(0).comment()).isEqualTo("first");
    assertThat(column.type().fields().get(1).comment()).isNull();
  }

  @Test
  void parse_noTableRecord_saysWhatIsMissingAndQuotesNothing() {
    assertRefused("", "'name'");
    assertRefused("{\"access_token\":\"s3cret\"", "no JSON, at line 1");
    assertRefused("[\"s3cret\"]", "'name'");
    assertRefused("{\"name\":\"t\"}", "'columns'");
    assertRefused("{\"name\":\"t\",\"columns\":[{}]}", "column 1 has no 'name'");
    assertRefused("{\"name\":\"t\",\"columns\":[{\"name\":\"a\"}]}", "column 'a' has no type");
  }

  private static void assertRefused(String json, String reason) {
    assertThatThrownBy(() -> TableSchema.parse(json))
        .isInstanceOf(SchemaException.class)
        .hasMessageStartingWith("this is no table record of Unity Catalog: ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("s3cret");
  }
}
