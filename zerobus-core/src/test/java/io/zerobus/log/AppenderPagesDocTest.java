// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/logback.md and docs/log4j2.md: what they share is the same, and what the code says. */
class AppenderPagesDocTest {

  private static final Path DOCUMENTS = Path.of("..", "docs");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Where every setting is",
        "What an event costs",
        "Delivery and loss",
        "Records that the table refuses",
        "Counters",
        "Questions"
      })
  void section_ofBothPages_isTheSame(String heading) throws IOException {
    assertThat(section("log4j2.md", heading)).isEqualTo(section("logback.md", heading));
  }

  @Test
  void themes_nameEachSettingOnce() throws IOException {
    List<String> named = new ArrayList<>();
    for (String line : section("logback.md", "Where every setting is").split("\n")) {
      if (line.startsWith("| ")) {
        Matcher name = NAME.matcher(line);
        while (name.find()) {
          named.add(name.group(1));
        }
      }
    }
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Setting.values())
                .filter(setting -> !setting.isOfAgent())
                .map(Setting::xmlName)
                .toList());
  }

  @Test
  void losses_haveEachReasonInTheOrderOfTheCode() throws IOException {
    String table =
        section("logback.md", "Delivery and loss").split("\\| reason \\|")[1].split("\n\n")[0];
    Matcher row = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE).matcher(table);
    List<String> reasons = new ArrayList<>();
    while (row.find()) {
      reasons.add(row.group(1));
    }
    assertThat(reasons)
        .containsExactlyElementsOf(Stream.of(LossReason.values()).map(LossReason::label).toList());
  }

  private static String section(String file, String heading) throws IOException {
    String text = Files.readString(DOCUMENTS.resolve(file));
    int start = text.indexOf("\n## " + heading + "\n");
    assertThat(start).as(heading + " in " + file).isPositive();
    int end = text.indexOf("\n## ", start + 1);
    return text.substring(start, end < 0 ? text.length() : end);
  }
}
