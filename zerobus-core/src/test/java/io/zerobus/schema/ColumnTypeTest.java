// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerobus.schema.ColumnType.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tinyint|TINYINT|BYTE",
        "byte|TINYINT|BYTE",
        "smallint|SMALLINT|SHORT",
        "short|SMALLINT|SHORT",
        "int|INT|INTEGER",
        "integer|INT|INTEGER",
        "bigint|BIGINT|LONG",
        "long|BIGINT|LONG",
        "float|FLOAT|FLOAT",
        "double|DOUBLE|DOUBLE",
        "boolean|BOOLEAN|BOOLEAN",
        "binary|BINARY|BINARY",
        "string|STRING|STRING",
        "string collate UNICODE_CI|string collate UNICODE_CI|STRING",
        "varchar(20)|VARCHAR(20)|STRING",
        "varchar|VARCHAR|STRING",
        "char( 3 )|CHAR(3)|STRING",
        "date|DATE|DATE",
        "timestamp|TIMESTAMP|TIMESTAMP",
        "timestamp_ntz|TIMESTAMP_NTZ|TIMESTAMP_NTZ",
        "decimal|DECIMAL|DECIMAL",
        "decimal(10, 2)|DECIMAL(10,2)|DECIMAL",
        "variant|VARIANT|VARIANT",
        "interval day to second|INTERVAL DAY TO SECOND|UNKNOWN",
        "geography(4326)|GEOGRAPHY(4326)|UNKNOWN",
        "geometry(OGC:CRS84)|GEOMETRY(OGC:CRS84)|UNKNOWN",
        "void|VOID|UNKNOWN",
        "int(3)|INT(3)|UNKNOWN",
        "decimal(x)|DECIMAL(X)|UNKNOWN",
        "array<array<int>>|ARRAY<ARRAY<INT>>|ARRAY",
        "Map < string , array<long> >|MAP<STRING,ARRAY<BIGINT>>|MAP",
        "struct<>|STRUCT<>|STRUCT",
      })
  void parse_type_givesKindAndSql(String text, String sql, Kind kind) {
    ColumnType type = ColumnType.parse(text);
    assertThat(type).hasToString(sql);
    assertThat(type.kind()).isEqualTo(kind);
  }

  @Test
  void parse_structAsSparkAndSqlWriteIt_givesItsFields() {
    ColumnType type =
        ColumnType.parse(
            "struct<class:string, `odd ``name`:int NOT NULL COMMENT 'it''s, odd>',"
                + " stack array<struct<line: bigint>>>");
    assertThat(type.fields())
        .extracting(Column::toString)
        .containsExactly(
            "class: STRING", "odd `name: INT NOT NULL", "stack: ARRAY<STRUCT<line: BIGINT>>");
    assertThat(type.fields().get(1).comment()).isEqualTo("it's, odd>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "<",
        "array<",
        "array<int",
        "array<int>>",
        "map<int>",
        "struct<a>",
        "struct<a:int",
        "struct<a:int not>",
        "decimal(1",
        "set<int>",
        "int, int",
        "int not null"
      })
  void parse_noType_givesNull(String text) {
    assertThat(ColumnType.parse(text)).isNull();
  }

  @Test
  void parse_nestedForEver_isRefused() {
    assertThatThrownBy(() -> ColumnType.parse("array<".repeat(100_000)))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("nested more than");
  }
}
