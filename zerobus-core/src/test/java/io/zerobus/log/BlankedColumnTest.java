// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlankedColumnTest {

  private static String without(String record, String... columns) {
    byte[] bytes = record.getBytes(UTF_8);
    for (String column : columns) {
      new BlankedColumn(column).edit(bytes, bytes.length);
    }
    return new String(bytes, UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1,\"b\":2,\"c\":3} | a | {      \"b\":2,\"c\":3}",
        "{\"a\":1,\"b\":2,\"c\":3} | b | {\"a\":1,      \"c\":3}",
        "{\"a\":1,\"b\":2,\"c\":3} | c | {\"a\":1,\"b\":2      }",
        "{\"a\":1} | a | {     }",
        "{\"a\":\"x,\\\"b\\\":1\",\"b\":2} | b | {\"a\":\"x,\\\"b\\\":1\"      }",
        "{\"a\":{\"b\":[1,{\"b\":2}]},\"b\":2} | b | {\"a\":{\"b\":[1,{\"b\":2}]}      }",
        "{\"a\":\"b\",\"ab\":1} | b | {\"a\":\"b\",\"ab\":1}",
      })
  void edit_writesBlanksOverOneMemberOfTheObject(String record, String column, String expected) {
    assertThat(without(record, column)).isEqualTo(expected);
  }

  @Test
  void edit_severalTimesAndOfSeveralColumns_leavesTheRest() throws Exception {
    String record = "{\"a\":1,\"b\":{\"x\":\"}\"},\"c\":\"3\",\"d\":[\"]\"]}";
    String rest = without(record, "a", "d", "b", "b", "a", "x");

    assertThat(rest).hasSameSizeAs(record);
    ObjectNode parsed = (ObjectNode) LogRecordWriterTest.JSON.readTree(rest);
    assertThat(parsed.properties()).hasSize(1);
    assertThat(parsed.get("c").textValue()).isEqualTo("3");
  }

  @Test
  void edit_ofAllColumnsInAnyOrder_leavesAnEmptyObject() throws Exception {
    String record = "{\"a\":1,\"b\":2,\"c\":3}";
    for (String order : new String[] {"abc", "acb", "bac", "bca", "cab", "cba"}) {
      String rest = without(record, order.split(""));
      assertThat(LogRecordWriterTest.JSON.readTree(rest)).as(order).isEmpty();
    }
  }
}
