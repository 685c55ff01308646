// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.log.AppenderSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page of an appender in docs shows is what its framework takes. */
public abstract class AppenderDocTests {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern XML = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);

  /** A setting with a default that stands in the table as it is written. */
  private static final Pattern DEFAULT =
      Pattern.compile("^\\| `(\\w+)` \\|[^|]*\\|[^|]*\\| `([^`]+)` \\|", Pattern.MULTILINE);

  private static final Map<String, String> CREDENTIALS =
      Map.of("DATABRICKS_CLIENT_ID", "id", "DATABRICKS_CLIENT_SECRET", "s3cr3t");

  private final String page;
  private final String rootElement;
  private final Pattern settingName;
  private final Pattern elsewhere;
  private String text = "";

  /**
   * @param page its file name
   * @param rootElement of a configuration
   * @param settingName finds, as its group, the names of settings in a configuration
   * @param elsewhere finds the settings that name what is not there on the machine of a test
   */
  protected AppenderDocTests(
      String page, String rootElement, Pattern settingName, Pattern elsewhere) {
    this.page = page;
    this.rootElement = rootElement;
    this.settingName = settingName;
    this.elsewhere = elsewhere;
  }

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(DOCS.resolve(page));
  }

  @Test
  void blocks_areAllWellFormed() throws Exception {
    List<String> roots = new ArrayList<>();
    Matcher block = XML.matcher(text);
    while (block.find()) {
      roots.add(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(block.group(1).getBytes(StandardCharsets.UTF_8)))
              .getDocumentElement()
              .getTagName());
    }
    assertThat(roots).containsExactly("dependency", rootElement, rootElement, rootElement);
  }

  @Test
  void smallestConfiguration_withCredentialsInTheEnvironment_isComplete() throws Exception {
    AppenderSettings settings =
        withCredentials(settingsOf(blockAfter("## The smallest configuration")));

    assertThat(settings.tableName()).isEqualTo("main.default.app_logs");
  }

  @Test
  void fullConfiguration_hasGoodValues() throws Exception {
    AppenderSettings settings =
        withCredentials(settingsOf(elsewhere.matcher(full()).replaceAll("")));

    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.schema().columns())
        .extracting(Object::toString)
        .contains("msg STRING", "env STRING", "user_id BIGINT")
        .doesNotContain("message STRING", "thread STRING");
  }

  @Test
  void fullConfiguration_namesEachSetting() {
    Set<String> named = new TreeSet<>();
    Matcher name = settingName.matcher(full());
    while (name.find()) {
      named.add(name.group(1));
    }
    assertThat(settingNames()).hasSizeGreaterThan(30);
    assertThat(named).containsAll(settingNames());
  }

  @Test
  void fullConfiguration_showsTheDefaults() throws IOException {
    Map<String, String> wrong = new TreeMap<>();
    int seen = 0;
    Matcher row = DEFAULT.matcher(Files.readString(DOCS.resolve("settings.md")));
    while (row.find()) {
      seen++;
      if (!full().contains(written(row.group(1), row.group(2)))) {
        wrong.put(row.group(1), row.group(2));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThan(15);
  }

  /** What an appender has got from this configuration, without having opened anything. */
  protected abstract AppenderSettings.Builder settingsOf(String configuration) throws Exception;

  /** The names of all settings, as the appender has them. */
  protected abstract Set<String> settingNames();

  /** A setting as it stands in a configuration. */
  protected abstract String written(String name, String value);

  /** The configuration with everything. */
  protected final String full() {
    return blockAfter("## The full configuration");
  }

  private String blockAfter(String heading) {
    Matcher block = XML.matcher(text);
    assertThat(block.find(text.indexOf(heading + "\n"))).isTrue();
    return block.group(1);
  }

  private static AppenderSettings withCredentials(AppenderSettings.Builder settings)
      throws Exception {
    return settings
        .systemProperties(Map.of())
        .environment(CREDENTIALS)
        .set("enabled", "true")
        .build();
  }
}
