// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.log.AppenderSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
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
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.xml.XmlConfigurationFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/log4j2.md shows is what Log4j takes. */
class Log4j2DocTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "log4j2.md");
  private static final Path SETTINGS = Path.of("..", "docs", "settings.md");
  private static final Pattern XML = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ATTRIBUTE = Pattern.compile("\\b(\\w+)=\"");

  /** A setting with a default that stands in the table as it is written. */
  private static final Pattern DEFAULT =
      Pattern.compile("^\\| `(\\w+)` \\|[^|]*\\|[^|]*\\| `([^`]+)` \\|", Pattern.MULTILINE);

  /** What is not there on the machine of a test. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("\\b(\\w+File|tls\\w+Password)=\"[^\"]*\"");

  private static final String OFF = "<Zerobus enabled=\"false\" ";

  private static final Map<String, String> CREDENTIALS =
      Map.of("DATABRICKS_CLIENT_ID", "id", "DATABRICKS_CLIENT_SECRET", "s3cr3t");

  private final StatusLines status = new StatusLines();
  private final LoggerContext context = new LoggerContext("documented");
  private String text = "";

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(DOCUMENT);
  }

  @AfterEach
  void stop() {
    context.stop();
    status.remove();
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
    assertThat(roots)
        .containsExactly("dependency", "Configuration", "Configuration", "Configuration");
  }

  @Test
  void smallestConfiguration_withCredentialsInTheEnvironment_isComplete() throws Exception {
    ZerobusAppender appender =
        configure(blockAfter("## The smallest configuration").replace("<Zerobus ", OFF));

    assertThat(status.all()).isEmpty();
    AppenderSettings settings =
        appender.settings().systemProperties(Map.of()).environment(CREDENTIALS).build();
    assertThat(settings.tableName()).isEqualTo("main.default.app_logs");
  }

  @Test
  void fullConfiguration_isUnderstoodByLog4j() throws Exception {
    ZerobusAppender appender = configure(switchedOff(full()));

    assertThat(status.all()).isEmpty();
    assertThat(appender.isStarted()).isTrue();
    assertThat(appender.getFilter()).isNotNull();
  }

  @Test
  void fullConfiguration_hasGoodValues() throws Exception {
    String xml = ELSEWHERE.matcher(switchedOff(full())).replaceAll("");

    AppenderSettings settings =
        configure(xml).settings().systemProperties(Map.of()).environment(CREDENTIALS).build();

    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.schema().columns())
        .extracting(Object::toString)
        .contains("msg STRING", "env STRING", "user_id BIGINT")
        .doesNotContain("message STRING", "thread STRING");
  }

  @Test
  void fullConfiguration_namesEachSetting() {
    Set<String> named = new TreeSet<>();
    Matcher attribute = ATTRIBUTE.matcher(full());
    while (attribute.find()) {
      named.add(attribute.group(1));
    }
    Set<String> settings = new TreeSet<>();
    for (Field field : ZerobusAppender.Builder.class.getDeclaredFields()) {
      if (field.isAnnotationPresent(PluginBuilderAttribute.class)) {
        settings.add(field.getName());
      }
    }
    assertThat(settings).hasSizeGreaterThan(30);
    assertThat(named).containsAll(settings);
    assertThat(full())
        .contains("<Field ", "<ZerobusColumn ", "<Promote ", "<Mask ", "<AppenderRef ");
  }

  @Test
  void fullConfiguration_showsTheDefaults() throws IOException {
    Map<String, String> wrong = new TreeMap<>();
    int seen = 0;
    Matcher row = DEFAULT.matcher(Files.readString(SETTINGS));
    while (row.find()) {
      seen++;
      if (!full().contains(" " + row.group(1) + "=\"" + row.group(2) + "\"")) {
        wrong.put(row.group(1), row.group(2));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThan(15);
  }

  private String full() {
    return blockAfter("## The full configuration");
  }

  private String blockAfter(String heading) {
    Matcher block = XML.matcher(text);
    assertThat(block.find(text.indexOf(heading + "\n"))).isTrue();
    return block.group(1);
  }

  private static String switchedOff(String xml) {
    return xml.replace("enabled=\"true\"", "enabled=\"false\"");
  }

  private ZerobusAppender configure(String xml) throws IOException {
    // Else the attribute would change what Log4j prints in the tests that follow.
    String quiet = xml.replace(" status=\"WARN\"", "");
    context.start(
        new XmlConfigurationFactory()
            .getConfiguration(
                context,
                new ConfigurationSource(
                    new ByteArrayInputStream(quiet.getBytes(StandardCharsets.UTF_8)))));
    return context.getConfiguration().getAppender("ZEROBUS");
  }
}
