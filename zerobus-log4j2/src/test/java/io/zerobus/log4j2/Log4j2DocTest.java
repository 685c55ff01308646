// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.log.AppenderSettings;
import io.zerobus.testing.AppenderDocTests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.xml.XmlConfigurationFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Log4j2DocTest extends AppenderDocTests {

  private final StatusLines status = new StatusLines();
  private final LoggerContext context = new LoggerContext("documented");

  Log4j2DocTest() {
    super(
        "log4j2.md",
        "Configuration",
        Pattern.compile("\\b(\\w+)=\""),
        Pattern.compile("\\b(\\w+File|tls\\w+Password)=\"[^\"]*\""));
  }

  @AfterEach
  void stop() {
    context.stop();
    status.remove();
  }

  @Test
  void fullConfiguration_isUnderstoodByLog4j() throws Exception {
    ZerobusAppender appender = configure(full());

    assertThat(status.all()).isEmpty();
    assertThat(appender.isStarted()).isTrue();
    assertThat(appender.getFilter()).isNotNull();
  }

  @Test
  void fullConfiguration_namesEachElement() {
    assertThat(full())
        .contains("<Field ", "<ZerobusColumn ", "<Promote ", "<Mask ", "<AppenderRef ");
  }

  @Override
  protected AppenderSettings.Builder settingsOf(String configuration) throws IOException {
    AppenderSettings.Builder settings = configure(configuration).settings();
    assertThat(status.all()).isEmpty();
    return settings;
  }

  @Override
  protected Set<String> settingNames() {
    Set<String> settings = new TreeSet<>();
    for (Field field : ZerobusAppender.Builder.class.getDeclaredFields()) {
      if (field.isAnnotationPresent(PluginBuilderAttribute.class)) {
        settings.add(field.getName());
      }
    }
    return settings;
  }

  @Override
  protected String written(String name, String value) {
    return " " + name + "=\"" + value + "\"";
  }

  /** Without the attribute that changes what Log4j prints in later tests. */
  private ZerobusAppender configure(String xml) throws IOException {
    String quiet = switchedOff(xml).replace(" status=\"WARN\"", "");
    context.start(
        new XmlConfigurationFactory()
            .getConfiguration(
                context,
                new ConfigurationSource(
                    new ByteArrayInputStream(quiet.getBytes(StandardCharsets.UTF_8)))));
    return context.getConfiguration().getAppender("ZEROBUS");
  }

  private static String switchedOff(String xml) {
    return xml.contains("enabled=\"true\"")
        ? xml.replace("enabled=\"true\"", "enabled=\"false\"")
        : xml.replace("<Zerobus ", "<Zerobus enabled=\"false\" ");
  }
}
