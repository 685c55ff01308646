// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/settings.md and the settings say the same. */
class SettingsDocTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "settings.md");

  private String text = "";

  /** The cells of the first table, by the name of the setting. */
  private final Map<String, List<String>> rows = new LinkedHashMap<>();

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(DOCUMENT);
    for (String line : text.split("\n## ")[0].split("\n")) {
      if (line.startsWith("| `")) {
        List<String> cells = Stream.of(line.split("\\|")).map(String::trim).skip(1).toList();
        assertThat(rows.put(cells.get(0).replace("`", ""), cells)).as(line).isNull();
        assertThat(cells).as(line).hasSize(5).doesNotContain("");
      }
    }
  }

  private static Stream<Setting> available() {
    return Stream.of(Setting.values()).filter(setting -> !setting.isOfAgent());
  }

  @Test
  void table_hasEachSettingInTheOrderOfTheCode() {
    assertThat(rows.keySet()).containsExactlyElementsOf(available().map(Setting::xmlName).toList());
  }

  @ParameterizedTest
  @MethodSource("available")
  void row_ofEachSetting_hasItsSpellingsAndItsDefault(Setting setting) {
    List<String> row = rows.get(setting.xmlName());
    String behind = setting.isRepeated() ? "[.=].*" : "`";
    assertThat(row.get(1))
        .matches(setting.isSecret() ? "refused" : "`" + setting.propertyName() + behind)
        .satisfies(SettingsDocTest::isKnownProperty);
    assertThat(row.get(2))
        .matches("`" + setting.environmentName() + (setting.isRepeated() ? "[_=].*" : "`.*"));
    if (setting.defaultText() != null) {
      assertThat(row.get(3)).isEqualTo("`" + setting.defaultText() + "`");
    } else {
      assertThat(row.get(3)).doesNotContain("`");
    }
  }

  private static void isKnownProperty(String cell) {
    for (String spelling : cell.replace("`", "").split(", *(?=zerobus)")) {
      if (!spelling.equals("refused")) {
        assertThat(Setting.ofPropertyName(spelling.replaceFirst("=.*", ""))).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void text_ofTheAgentsOwn_namesThem(Setting setting) {
    if (setting.isOfAgent()) {
      assertThat(text.split("Of the agent")[1].split("\n")[0])
          .contains("`" + setting.xmlName() + "`");
    }
    if (setting.isRepeated()) {
      assertThat(text.split("## What is repeatable")[1])
          .contains("<" + setting.xmlName() + "><")
          .containsPattern("<(Zerobus)?" + capitalized(setting.xmlName()) + " ");
    }
  }

  private static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
