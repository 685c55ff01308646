// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.kernel.types.StructType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DdlParserTest {

  @Test
  void parse_allThatDatabricksTakes_isUnderstood() throws Exception {
    List<CreateTable> tables =
        DdlParser.parse(
            """
            -- a log table; with a comment
            CREATE TABLE IF NOT EXISTS `main`.`default`.`app` (
              `timestamp` TIMESTAMP NOT NULL COMMENT 'of the event, it''s UTC',
              level string, /* any; level */
              mdc MAP<STRING, STRING>,
              nested STRUCT<a: INT, b: ARRAY<STRUCT<c BIGINT NOT NULL>> COMMENT 'x'>,
              amount DECIMAL(18, 2), small DECIMAL, name VARCHAR(20), extra VARIANT
            )
            USING DELTA
            COMMENT 'logs'
            CLUSTER BY (`timestamp`, level)
            TBLPROPERTIES ('delta.checkpointPolicy' = 'classic', 'x' = '(;)');
            GRANT USE CATALOG ON CATALOG main TO `3f-1`;
            GRANT SELECT, MODIFY ON TABLE main.default.app TO `3f-1`;
            CREATE SCHEMA IF NOT EXISTS main.other;
            ;
            create table a.b.c (x INT)
            """);

    assertThat(tables)
        .extracting(t -> t.name().toString())
        .containsExactly("main.default.app", "a.b.c");
    assertThat(tables).extracting(CreateTable::ifNotExists).containsExactly(true, false);
    StructType schema = tables.get(0).schema();
    assertThat(schema.fieldNames())
        .containsExactly("timestamp", "level", "mdc", "nested", "amount", "small", "name", "extra");
    assertThat(schema.get("timestamp").isNullable()).isFalse();
    assertThat(schema.get("timestamp").getMetadata().getString("comment"))
        .isEqualTo("of the event, it's UTC");
    assertThat(schema.get("level").isNullable()).isTrue();
    assertThat(schema.fields().stream().map(f -> f.getDataType().toString()))
        .containsSequence("Decimal(18, 2)", "Decimal(10, 0)", "string", "variant");
    assertThat(schema.get("nested").getDataType().toString()).contains("array[struct(");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "DROP TABLE a.b.c|line 1: CREATE TABLE or GRANT expected, found 'DROP'",
        "CREATE OR REPLACE TABLE a.b.c (x INT)|line 1: CREATE TABLE or GRANT expected, found 'CREATE'",
        "CREATE TABLE b.c (x INT)|line 1: 'b.c' is not catalog.schema.table, each of letters, digits, _ and -, found '('",
        "CREATE TABLE a.b.c|line 1: '(' expected, found the end of the text",
        "CREATE TABLE a.b.c (x)|line 1: a column type expected, found ')'",
        "CREATE TABLE a.b.c (x INTERVAL)|line 1: a column type expected, found 'INTERVAL'",
        "CREATE TABLE a.b.c (x INT, X INT)|line 1: column 'X' is there twice, found ')'",
        "CREATE TABLE a.b.c (x DECIMAL(39,2))|line 1: DECIMAL(39,2) is out of range, found ')'",
        "CREATE TABLE a.b.c (x INT) PARTITIONED BY (x)|line 1: ';' expected, found 'PARTITIONED'",
        "CREATE TABLE a.b.c (x INT) LOCATION 'y'|line 1: ';' expected, found 'LOCATION'",
        "CREATE TABLE a.b.c (x INT GENERATED ALWAYS)|line 1: ')' expected, found 'GENERATED'",
        "CREATE TABLE a.b.c (x INT) TBLPROPERTIES ('a'|line 1: ')' expected, found the end of the text"
      })
  void parse_whatIsNotUnderstood_saysWhereAndWhat(String sql, String message) {
    assertThatThrownBy(() -> DdlParser.parse(sql))
        .isInstanceOf(DdlException.class)
        .hasMessage(message);
  }

  @Test
  void parse_errorBelow_namesItsLine() {
    assertThatThrownBy(() -> DdlParser.parse("CREATE TABLE a.b.c (\n  x INT,\n  y WHAT\n)"))
        .hasMessage("line 3: a column type expected, found 'WHAT'");
  }
}
