// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import io.zerobus.log.AppenderSettings;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logback fills each setting from its XML. */
class ConfigurationTest {

  private static final Map<String, String> SETTINGS = settings();

  /** They name what must be there; each has a test of its own. */
  private static final Set<String> FILES =
      Set.of(
          "headersProvider",
          "clientSecretFile",
          "tlsTrustFile",
          "tlsTrustPassword",
          "tlsCertificateFile",
          "tlsKeyFile",
          "tlsKeyPassword",
          "rejectedFile");

  private final LoggerContext context = new LoggerContext();

  private static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("serverEndpoint", "http://127.0.0.1:1");
    settings.put("workspaceUrl", "http://127.0.0.1:1");
    settings.put("tableName", "main.default.logs");
    settings.put("clientId", "id");
    settings.put("clientSecret", "s3cr3t");
    settings.put("allowPlaintext", "false");
    settings.put("proxy", "proxy.example.com:3128");
    settings.put("enabled", "true");
    settings.put("strict", "true");
    settings.put("overflowPolicy", "drop-oldest");
    settings.put("blockTimeout", "2 s");
    settings.put("bufferSize", "2 MiB");
    settings.put("batchRecords", "10");
    settings.put("batchSize", "8 KiB");
    settings.put("linger", "5 ms");
    settings.put("streams", "2");
    settings.put("maxRecordSize", "16 KiB");
    settings.put("shutdownTimeout", "100 ms");
    settings.put("shutdownHook", "false");
    settings.put("serviceName", "s");
    settings.put("hostName", "h");
    settings.put("keyValuesType", "variant");
    settings.put("mdcInclude", "user*,tenant");
    settings.put("mdcExclude", "*secret*");
    settings.put("callerData", "true");
    settings.put("stackTraceMaxFrames", "5");
    settings.put("stackTraceRootFirst", "true");
    settings.put("metricsEnabled", "false");
    return settings;
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void configuration_inXml_reachesEachSetting() throws Exception {
    ZerobusAppender appender =
        configure(
            SETTINGS,
            "<field><name>env</name><value>prod</value></field>"
                + "<column><name>message</name><as>msg</as></column>"
                + "<column><name>host</name><enabled>false</enabled></column>"
                + "<promote><key>user.id</key><as>user_id</as><type>BIGINT</type></promote>"
                + "<promote><key>tenant</key></promote>"
                + "<mask><key>*password*</key></mask><mask><key>token</key></mask>");

    assertThat(troubles()).isEmpty();
    assertThat(appender.isStarted()).isTrue();
    AppenderSettings settings = appender.settings().build();
    assertThat(settings.callerData()).isTrue();
    assertThat(settings.shutdownTimeoutNanos()).isEqualTo(100_000_000);
    assertThat(settings.schema().columns())
        .extracting(Object::toString)
        .contains("msg STRING", "key_values VARIANT")
        .doesNotContain("host STRING", "message STRING")
        .endsWith("env STRING", "user_id BIGINT", "tenant STRING");
  }

  /** Together with the next one these tests give each setting that there is a setter for. */
  @Test
  void setters_ofTheAppender_areAllTested() {
    Set<String> tested = new TreeSet<>(SETTINGS.keySet());
    tested.addAll(FILES);
    tested.addAll(List.of("field", "column", "promote", "mask", "appender"));
    Set<String> known = new TreeSet<>();
    for (Method method : ZerobusAppender.class.getDeclaredMethods()) {
      String name = method.getName();
      if (name.matches("(set|add)[A-Z].*")) {
        known.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
      }
    }

    assertThat(known).isEqualTo(tested);
  }

  @ParameterizedTest
  @CsvSource({
    "headersProvider, com.example.Nowhere, headersProvider",
    "clientSecretFile, no-file, clientSecretFile",
    "tlsTrustFile, no-file, tlsTrustFile",
    "tlsTrustPassword, p, tlsTrustPassword",
    "tlsCertificateFile, no-file, tlsCertificateFile",
    "tlsKeyFile, no-file, tlsKeyFile",
    "tlsKeyPassword, p, tlsKeyPassword",
    "rejectedFile, /, rejectedFile",
  })
  void configuration_ofWhatIsNotThere_isOneLineThatNamesIt(
      String name, String value, String blamed) {
    Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
    settings.put(name, value);

    configure(settings, "");

    assertThat(troubles()).singleElement().asString().contains("etting " + blamed);
  }

  private ZerobusAppender configure(Map<String, String> settings, String nested) {
    StringBuilder xml = new StringBuilder("<configuration><appender name='ZEROBUS'");
    xml.append(" class='io.zerobus.logback.ZerobusAppender'>");
    settings.forEach((name, value) -> xml.append("<" + name + ">" + value + "</" + name + ">"));
    xml.append(nested).append("</appender><root level='info'><appender-ref ref='ZEROBUS'/></root>");
    xml.append("</configuration>");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(
          new ByteArrayInputStream(xml.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (ch.qos.logback.core.joran.spi.JoranException e) {
      throw new AssertionError(e);
    }
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
