// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import io.zerobus.log.AppenderSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/logback.md shows is what Logback takes. */
class LogbackDocTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "logback.md");
  private static final Path SETTINGS = Path.of("..", "docs", "settings.md");
  private static final Pattern XML = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ELEMENT = Pattern.compile("<(\\w+)>");

  /** A setting with a default that stands in the table as it is written. */
  private static final Pattern DEFAULT =
      Pattern.compile("^\\| `(\\w+)` \\|[^|]*\\|[^|]*\\| `([^`]+)` \\|", Pattern.MULTILINE);

  /** Lines that name what is not there on the machine of a test. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("^.*<(\\w+File|tls\\w+Password)>.*\n", Pattern.MULTILINE);

  private static final Map<String, String> CREDENTIALS =
      Map.of("DATABRICKS_CLIENT_ID", "id", "DATABRICKS_CLIENT_SECRET", "s3cr3t");

  private final LoggerContext context = new LoggerContext();
  private String text = "";

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(DOCUMENT);
  }

  @AfterEach
  void stop() {
    context.stop();
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
        .containsExactly("dependency", "configuration", "configuration", "configuration");
  }

  @Test
  void smallestConfiguration_withCredentialsInTheEnvironment_isComplete() throws Exception {
    ZerobusAppender appender =
        configure(withoutListener(blockAfter("## The smallest configuration")));

    AppenderSettings settings =
        appender.settings().systemProperties(Map.of()).environment(CREDENTIALS).build();
    assertThat(settings.tableName()).isEqualTo("main.default.app_logs");
  }

  // Complaint 24.
  @Test
  void fullConfiguration_isUnderstoodByLogback() throws Exception {
    String xml = withoutListener(full()).replace(">true</enabled>", ">false</enabled>");

    ZerobusAppender appender = configure(xml);

    assertThat(troubles()).isEmpty();
    assertThat(appender.getAppender("DROPPED")).isNotNull();
    assertThat(appender.getCopyOfAttachedFiltersList()).hasSize(1);
  }

  @Test
  void fullConfiguration_hasGoodValues() throws Exception {
    String xml = withoutListener(full()).replace(">true</enabled>", ">false</enabled>");

    ZerobusAppender appender = configure(ELSEWHERE.matcher(xml).replaceAll(""));

    appender.setEnabled("true");
    AppenderSettings settings =
        appender.settings().systemProperties(Map.of()).environment(CREDENTIALS).build();
    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.schema().columns())
        .extracting(Object::toString)
        .contains("msg STRING", "env STRING", "user_id BIGINT")
        .doesNotContain("message STRING", "thread STRING");
  }

  @Test
  void fullConfiguration_namesEachSetting() {
    Set<String> named = new TreeSet<>();
    Matcher element = ELEMENT.matcher(full());
    while (element.find()) {
      named.add(element.group(1));
    }
    Set<String> settings = new TreeSet<>();
    for (Method method : ZerobusAppender.class.getDeclaredMethods()) {
      String name = method.getName();
      if (name.matches("(set|add)[A-Z].*") && !name.equals("addAppender")) {
        settings.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
      }
    }
    assertThat(settings).hasSizeGreaterThan(35);
    assertThat(named).containsAll(settings);
  }

  @Test
  void fullConfiguration_showsTheDefaults() throws IOException {
    Map<String, String> wrong = new TreeMap<>();
    int seen = 0;
    Matcher row = DEFAULT.matcher(Files.readString(SETTINGS));
    while (row.find()) {
      seen++;
      if (!full().contains("<" + row.group(1) + ">" + row.group(2) + "<")) {
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

  /** It would print the status of the test. */
  private static String withoutListener(String xml) {
    return xml.replaceAll("<statusListener.*?/>", "");
  }

  private ZerobusAppender configure(String xml) throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    return (ZerobusAppender) context.getLogger("ROOT").getAppender("ZEROBUS");
  }

  /** The lines of the status at WARN and above. */
  private List<String> troubles() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= Status.WARN)
        .map(Status::getMessage)
        .toList();
  }
}
