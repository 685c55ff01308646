// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import io.zerobus.log.AppenderSettings;
import io.zerobus.testing.AppenderDocTests;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogbackDocTest extends AppenderDocTests {

  private final LoggerContext context = new LoggerContext();

  LogbackDocTest() {
    super(
        "logback.md",
        "configuration",
        Pattern.compile("<(\\w+)>"),
        Pattern.compile("^.*<(\\w+File|tls\\w+Password)>.*\n", Pattern.MULTILINE));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  // Complaint 24.
  @Test
  void fullConfiguration_isUnderstoodByLogback() throws Exception {
    ZerobusAppender appender = configure(full());

    assertThat(troubles()).isEmpty();
    assertThat(appender.getAppender("DROPPED")).isNotNull();
    assertThat(appender.getCopyOfAttachedFiltersList()).hasSize(1);
  }

  @Override
  protected AppenderSettings.Builder settingsOf(String configuration) throws Exception {
    return configure(configuration).settings();
  }

  @Override
  protected Set<String> settingNames() {
    Set<String> settings = new TreeSet<>();
    for (Method method : ZerobusAppender.class.getDeclaredMethods()) {
      String name = method.getName();
      if (name.matches("(set|add)[A-Z].*") && !name.equals("addAppender")) {
        settings.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
      }
    }
    return settings;
  }

  @Override
  protected String written(String name, String value) {
    return "<" + name + ">" + value + "<";
  }

  /** Switched off, and without the listener, which would print the status of the test. */
  private ZerobusAppender configure(String xml) throws Exception {
    String quiet =
        xml.replaceAll("<statusListener.*?/>", "").replace(">true</enabled>", ">false</enabled>");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new ByteArrayInputStream(quiet.getBytes(StandardCharsets.UTF_8)));
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
