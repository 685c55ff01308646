// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"access_token\":\"t\\u00e4\",\"expires_in\":3600,\"more\":{\"a\":[1,-2,[],{}]}}",
        "[true,false,null,1.5,-1e3,2147483648,123456789012345678901234567890]",
        "{\"twice\":1,\"twice\":2}",
        "\"text\"",
        "7 and more"
      })
  void parse_text_isTheTreeOfAnObjectMapper(String text) throws Exception {
    JsonNode expected = new ObjectMapper().readTree(text);

    assertThat(JsonTree.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void parse_nothing_isMissing(String text) throws Exception {
    assertThat(JsonTree.parse(text).isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"a\":", "[1,", "{\"a\":}", "]", "[1 2]"})
  void parse_whatIsNoJson_throws(String text) {
    assertThatThrownBy(() -> JsonTree.parse(text)).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void parse_endlessNesting_isRefused() {
    assertThatThrownBy(() -> JsonTree.parse("[".repeat(1_000_000)))
        .isInstanceOf(JsonProcessingException.class);
  }
}
