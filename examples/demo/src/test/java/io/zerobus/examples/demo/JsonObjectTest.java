// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
  @Test
  void parse_eachKindOfValue_isRead() {
    assertThat(
            JsonObject.parse(
                " { \"s\" : \"a\", \"n\":-12,\"d\":1.5e3,\"t\":true,\"f\":false,\"z\":null } "))
        .containsExactly(
            entry("s", "a"),
            entry("n", -12L),
            entry("d", 1500.0),
            entry("t", true),
            entry("f", false),
            entry("z", null));
  }

  @Test
  void parse_escapes_areUndone() {
    assertThat(JsonObject.parse("{\"s\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00}\"}"))
        .containsExactly(entry("s", "\"\\/\b\f\n\r\t\u00e9\ud83d\ude00}"));
  }

  @Test
  void parse_emptyObject_isEmpty() {
    assertThat(JsonObject.parse("{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,}",
        "{\"a\":1} x",
        "{\"a\":{}}",
        "{\"a\":[1]}",
        "{\"a\":01x}",
        "{\"a\":99999999999999999999}",
        "{\"a\":\"b}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{a:1}",
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.parse(text));
  }
}
