// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLinesTest {
  private static final String EVENT = "2026-11-22T13:41:34.027Z INFO  [main] a.B : Started  ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        EVENT,
        "2026-11-22T13:41:34.027+01:00 ERROR [main] a.B : x",
        "2026-11-22T13:41:34.027Z DEBUG [http-nio-1] a.B : \u00e9 \u2028 x",
      })
  void isEvent_lineOfTheConsoleAppender_isTrue(String line) {
    assertThat(EventLines.isEvent(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "13:41:33,678 |-WARN in io.zerobus.logback.ZerobusAppender[ZEROBUS] - inert",
        "java.lang.IllegalStateException: 2026-11-22T13:41:34.027Z INFO  [main]",
        "\tat a.B.c(B.java:1)",
        "2026-11-22T13:41:34.027Z",
        "2026-11-22 13:41:34.027 INFO [main] a.B : x",
      })
  void isEvent_otherLine_isFalse(String line) {
    assertThat(EventLines.isEvent(line)).isFalse();
  }

  @Test
  void count_mixedLines_countsEventsOnly(@TempDir Path folder) throws IOException {
    Path console = folder.resolve("console");
    Files.write(console, List.of("status", EVENT, "", EVENT, "\tat a.B", EVENT));

    assertThat(EventLines.count(console)).isEqualTo(3);
  }
}
