// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ReadyLineTest {
  private static final String LINE =
      "{\"serverEndpoint\":\"http://127.0.0.1:1\",\"workspaceUrl\":\"http://127.0.0.1:2\","
          + "\"clientId\":\"id\",\"clientSecret\":\"s3cret\",\"dataDir\":\"C:\\\\data\"}";

  @Test
  void parse_readyLine_isRead() {
    assertThat(ReadyLine.parse(LINE))
        .isEqualTo(new ReadyLine("http://127.0.0.1:1", "http://127.0.0.1:2", "id", "s3cret"));
  }

  @Test
  void parse_otherLine_isNull() {
    assertThat(ReadyLine.parse("Listening")).isNull();
  }

  @Test
  void parse_valueMissing_isRefusedWithoutASecretInTheMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReadyLine.parse(LINE.replace("workspaceUrl", "other")))
        .withMessageContaining("workspaceUrl")
        .withMessageNotContaining("s3cret");
  }

  @Test
  void toString_hasNoSecret() {
    assertThat(String.valueOf(ReadyLine.parse(LINE))).doesNotContain("s3cret");
  }
}
