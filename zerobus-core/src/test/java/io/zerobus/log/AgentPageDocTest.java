// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/agent.md and the settings say the same. */
class AgentPageDocTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "agent.md");

  private String text = "";

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(DOCUMENT);
  }

  private static Stream<Setting> ofAgent() {
    return Stream.concat(
            Stream.of(Setting.values()).filter(Setting::isOfAgent),
            Stream.of(Setting.METRICS_ENABLED)) // off by default, here only
        .filter(setting -> setting != Setting.CONFIG_FILE);
  }

  @Test
  void table_hasEachSettingOfTheAgentsOwnWithItsSpellingsAndDefault() {
    String table = between("## What is shipped", "`mdcInclude`");

    assertThat(ofAgent().map(Setting::xmlName))
        .allSatisfy(name -> assertThat(table).contains("`" + name + "`"));
    for (Setting setting : List.of(Setting.LEVEL, Setting.CAPTURE)) {
      assertThat(table)
          .contains(
              "| `"
                  + setting.xmlName()
                  + "` | `"
                  + setting.propertyName()
                  + "` | `"
                  + setting.environmentName()
                  + "` | `"
                  + setting.defaultText()
                  + "` |");
    }
    assertThat(table)
        .contains("| `zerobus.logger.include`, `.exclude` | `ZEROBUS_LOGGER_INCLUDE`, `_EXCLUDE` |")
        .contains("| `zerobus.metrics.enabled` | `ZEROBUS_METRICS_ENABLED` | `false` |");
  }

  @Test
  void variables_thatThePageNames_exist() {
    assertThat(found("ZEROBUS_[A-Z_]*[A-Z]"))
        .isSubsetOf(
            Stream.of(Setting.values()).map(Setting::environmentName).collect(Collectors.toList()));
  }

  @Test
  void options_thatThePageNames_areProperties() {
    assertThat(found("-D(zerobus[a-z.]*[a-z])"))
        .allSatisfy(name -> assertThat(Setting.ofPropertyName(name)).as(name).isNotNull());
  }

  /** A file in which a name were wrong would give a warning. */
  @Test
  void exampleOfAFile_isOneThatTheAgentTakes() throws Exception {
    Properties file = new Properties();
    file.load(new StringReader(between("```\nzerobus.server.endpoint=", "```\n").substring(4)));
    Map<String, String> settings = new HashMap<>();
    file.forEach((name, value) -> settings.put((String) name, (String) value));
    assertThat(settings).hasSize(4);
    Path secret = Files.createTempFile("secret", "");
    try {
      Files.writeString(secret, "s");
      settings.put("zerobus.client.secret.file", secret.toString());
      settings.put("zerobus.workspace.url", "https://w");
      settings.put("zerobus.client.id", "id");
      assertThat(TestSettings.empty().ofAgent(settings).build().warnings()).isEmpty();
    } finally {
      Files.delete(secret);
    }
  }

  private String between(String begin, String end) {
    int from = text.indexOf(begin);
    int to = text.indexOf(end, from + 4);
    assertThat(from).as(begin).isNotNegative();
    assertThat(to).as(end).isGreaterThan(from);
    return text.substring(from, to);
  }

  private List<String> found(String pattern) {
    List<String> names =
        Pattern.compile(pattern)
            .matcher(text)
            .results()
            .map((MatchResult result) -> result.group(result.groupCount()))
            .collect(Collectors.toList());
    assertThat(names).isNotEmpty();
    return names;
  }
}
