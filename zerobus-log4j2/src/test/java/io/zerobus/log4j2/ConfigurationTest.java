// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.log.AppenderSettings;
import io.zerobus.testing.OwnThreads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.CountingNoOpAppender;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.json.JsonConfigurationFactory;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.processor.PluginCache;
import org.apache.logging.log4j.core.config.plugins.processor.PluginProcessor;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.logging.log4j.core.config.xml.XmlConfigurationFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log4j finds the appender by itself and fills it, whatever the format of the configuration. */
class ConfigurationTest {

  private static final Map<String, String> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("serverEndpoint", "http://127.0.0.1:1"),
          Map.entry("workspaceUrl", "http://127.0.0.1:1"),
          Map.entry("tableName", "main.default.logs"),
          Map.entry("clientId", "id"),
          Map.entry("clientSecret", "s3cr3t"),
          Map.entry("allowPlaintext", "false"),
          Map.entry("enabled", "true"),
          Map.entry("strict", "true"),
          Map.entry("overflowPolicy", "block"),
          Map.entry("blockTimeout", "2 s"),
          Map.entry("bufferSize", "2 MiB"),
          Map.entry("batchRecords", "10"),
          Map.entry("batchSize", "8 KiB"),
          Map.entry("linger", "5 ms"),
          Map.entry("maxRecordSize", "16 KiB"),
          Map.entry("shutdownTimeout", "100 ms"),
          Map.entry("shutdownHook", "false"),
          Map.entry("serviceName", "s"),
          Map.entry("hostName", "h"),
          Map.entry("proxy", "proxy.example.com:3128"),
          Map.entry("streams", "2"),
          Map.entry("keyValuesType", "variant"),
          Map.entry("mdcInclude", "user*,tenant"),
          Map.entry("mdcExclude", "*secret*"),
          Map.entry("metricsEnabled", "false"),
          Map.entry("callerData", "true"),
          Map.entry("stackTraceMaxFrames", "5"),
          Map.entry("stackTraceRootFirst", "true"),
          Map.entry("ignoreExceptions", "false"));

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

  private final StatusLines status = new StatusLines();
  private final LoggerContext context = new LoggerContext("configured");

  @AfterEach
  void stop() {
    context.stop();
    status.remove();
    OwnThreads.awaitEnd();
  }

  @Test
  void configuration_inXml_reachesEachSetting() throws Exception {
    StringBuilder attributes = new StringBuilder();
    ATTRIBUTES.forEach((name, value) -> attributes.append(" " + name + "='" + value + "'"));

    configure(
        new XmlConfigurationFactory(),
        "<Configuration><Appenders><Zerobus name='ZEROBUS'"
            + attributes
            + "><Field name='env' value='prod'/><ZerobusField name='region' value='eu'/>"
            + "<ZerobusColumn name='message' as='msg'/>"
            + "<ZerobusColumn name='host' enabled='false'/>"
            + "<Promote key='user.id' as='user_id' type='BIGINT'/><ZerobusPromote key='tenant'/>"
            + "<Mask key='*password*'/><ZerobusMask key='token'/>"
            + "<ThresholdFilter level='INFO'/>"
            + "</Zerobus></Appenders>"
            + "<Loggers><Root level='info'><AppenderRef ref='ZEROBUS'/></Root></Loggers>"
            + "</Configuration>");

    assertThat(appender().getFilter()).isNotNull();
    assertThat(columns())
        .contains("msg STRING", "key_values VARIANT")
        .doesNotContain("host STRING", "message STRING");
    assertConfigured("env STRING", "region STRING", "user_id BIGINT", "tenant STRING");
  }

  /** A column of Log4j's own JDBC appender keeps its name. */
  @Test
  void configuration_withTheJdbcAppendersColumn_isNotOurs() throws Exception {
    configure(
        new XmlConfigurationFactory(),
        "<Configuration><Appenders><Zerobus name='ZEROBUS' enabled='false'>"
            + "<Column name='message' pattern='%m'/></Zerobus></Appenders>"
            + "<Loggers><Root/></Loggers></Configuration>");

    assertThat(status.all()).singleElement().asString().contains("Column");
    assertThat(appender().isStarted()).isTrue();
  }

  /** Together these two tests give each attribute that the builder has. */
  @Test
  void attributes_ofTheBuilder_areAllTested() {
    Set<String> tested = new TreeSet<>(ATTRIBUTES.keySet());
    tested.remove("ignoreExceptions");
    tested.addAll(FILES);
    Set<String> known = new TreeSet<>();
    for (java.lang.reflect.Field field : ZerobusAppender.Builder.class.getDeclaredFields()) {
      if (field.isAnnotationPresent(PluginBuilderAttribute.class)) {
        known.add(field.getName());
      }
    }

    assertThat(known).isEqualTo(tested).hasSize(36);
  }

  /** The settings reach the appender one by one: each is refused under its own name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "headersProvider='com.example.Nowhere'",
        "clientSecretFile='no-file'",
        "tlsTrustFile='no-file'",
        "tlsCertificateFile='no-file'",
        "tlsKeyFile='no-file'",
        "rejectedFile='/'",
        "proxy='ftp://p'",
      })
  void configuration_withAFileOrClassThatIsNotThere_isRefusedByItsName(String attribute)
      throws Exception {
    configure(
        new XmlConfigurationFactory(),
        "<Configuration><Appenders><Zerobus name='ZEROBUS' serverEndpoint='http://127.0.0.1:1'"
            + " workspaceUrl='http://127.0.0.1:1' tableName='a.b.c' clientId='i' "
            + (attribute.startsWith("clientSecret") ? "" : "clientSecret='s' ")
            + attribute
            + "/></Appenders><Loggers><Root/></Loggers></Configuration>");

    assertThat(status.all())
        .singleElement()
        .asString()
        .contains("Wrong setting " + attribute.split("=")[0]);
  }

  @Test
  void configuration_inJson_reachesEachSetting() throws Exception {
    StringBuilder attributes = new StringBuilder();
    ATTRIBUTES.forEach((name, value) -> attributes.append(",'" + name + "':'" + value + "'"));

    configure(
        new JsonConfigurationFactory(),
        ("{'Configuration':{'Appenders':{'Zerobus':{'name':'ZEROBUS'"
                + attributes
                + ",'Field':[{'name':'env','value':'prod'},{'name':'region','value':'eu'}]}},"
                + "'Loggers':{'Root':{'level':'info','AppenderRef':{'ref':'ZEROBUS'}}}}}")
            .replace('\'', '"'));

    assertConfigured("env STRING", "region STRING");
  }

  @Test
  void configuration_inProperties_reachesEachSetting() throws Exception {
    StringBuilder text = new StringBuilder("appender.z.type=Zerobus\nappender.z.name=ZEROBUS\n");
    ATTRIBUTES.forEach((name, value) -> text.append("appender.z." + name + "=" + value + "\n"));
    text.append("appender.z.env.type=Field\nappender.z.env.name=env\nappender.z.env.value=prod\n");
    text.append("rootLogger.level=info\nrootLogger.appenderRef.z.ref=ZEROBUS\n");

    configure(new PropertiesConfigurationFactory(), text.toString());

    assertConfigured("env STRING");
  }

  @Test
  void configuration_withANameNobodyKnows_isReportedByLog4jAndStarts() throws Exception {
    configure(
        new XmlConfigurationFactory(),
        "<Configuration><Appenders><Zerobus name='ZEROBUS' enabled='false' lingr='1 s'/>"
            + "</Appenders><Loggers><Root/></Loggers></Configuration>");

    assertThat(status.all()).singleElement().asString().contains("lingr");
    assertThat(appender().isStarted()).isTrue();
  }

  @Test
  void configuration_withAsynchronousLoggersAndAppender_starts() throws Exception {
    configure(
        new XmlConfigurationFactory(),
        "<Configuration><Appenders><Zerobus name='ZEROBUS' enabled='false'/>"
            + "<Async name='ASYNC'><AppenderRef ref='ZEROBUS'/></Async></Appenders>"
            + "<Loggers><AsyncRoot level='info'><AppenderRef ref='ASYNC'/></AsyncRoot></Loggers>"
            + "</Configuration>");

    context.getLogger("l").info("m");

    assertThat(context.getConfiguration().getRootLogger()).isInstanceOf(AsyncLoggerConfig.class);
    assertThat(status.all()).isEmpty();
  }

  /** Its ignoreExceptions is false: a table that nobody can reach must not cost events there. */
  // Complaint 24.
  @Test
  void configuration_withAFailoverAppender_handsOverWhatIsLost() throws Exception {
    configure(
        new XmlConfigurationFactory(),
        "<Configuration><Appenders>"
            + "<Zerobus name='ZEROBUS' ignoreExceptions='false' serverEndpoint='http://127.0.0.1:1'"
            + " workspaceUrl='http://127.0.0.1:1' tableName='a.b.c' clientId='i' clientSecret='s'"
            + " bufferSize='1 MiB' shutdownTimeout='0' shutdownHook='false'/>"
            + "<CountingNoOp name='SECOND'/>"
            + "<Failover name='EITHER' primary='ZEROBUS' retryIntervalSeconds='1'>"
            + "<Failovers><AppenderRef ref='SECOND'/></Failovers></Failover></Appenders>"
            + "<Loggers><Root level='info'><AppenderRef ref='EITHER'/></Root></Loggers>"
            + "</Configuration>");
    CountingNoOpAppender second = context.getConfiguration().getAppender("SECOND");
    String ballast = "x".repeat(100_000);
    for (int i = 0; i < 20; i++) {
      context.getLogger("l").info(ballast);
    }

    assertThat(second.getCount()).isBetween(5L, 15L);
    assertThat(status.all()).noneMatch(line -> line.startsWith("ERROR"));
  }

  /** Without it an application would need the attribute {@code packages}. */
  @Test
  void descriptorOfPlugins_ofThisModule_namesThem() throws Exception {
    List<URL> own = new ArrayList<>();
    for (URL url :
        Collections.list(
            ZerobusAppender.class
                .getClassLoader()
                .getResources(PluginProcessor.PLUGIN_CACHE_FILE))) {
      if (url.toString().contains("zerobus-log4j2")) {
        own.add(url);
      }
    }
    assertThat(own).hasSize(1);
    PluginCache cache = new PluginCache();

    cache.loadCacheFiles(Collections.enumeration(own));

    assertThat(cache.getCategory("core"))
        .containsOnlyKeys(
            "zerobus",
            "field",
            "zerobusfield",
            "zerobuscolumn",
            "promote",
            "zerobuspromote",
            "mask",
            "zerobusmask");
    assertThat(cache.getCategory("core").get("zerobus").getClassName())
        .isEqualTo(ZerobusAppender.class.getName());
  }

  private void configure(ConfigurationFactory factory, String text) throws IOException {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    Configuration configuration = factory.getConfiguration(context, new ConfigurationSource(in));
    context.start(configuration);
  }

  private ZerobusAppender appender() {
    return context.getConfiguration().getAppender("ZEROBUS");
  }

  private List<String> columns() throws Exception {
    return appender().settings().build().schema().columns().stream().map(Object::toString).toList();
  }

  private void assertConfigured(String... columns) throws Exception {
    assertThat(status.all()).isEmpty();
    ZerobusAppender appender = appender();
    assertThat(appender.isStarted()).isTrue();
    assertThat(appender.ignoreExceptions()).isFalse();
    assertThat(appender.requiresLocation()).isTrue();
    AppenderSettings settings = appender.settings().build();
    assertThat(settings.tableName()).isEqualTo("main.default.logs");
    assertThat(settings.shutdownTimeoutNanos()).isEqualTo(100_000_000);
    assertThat(columns()).endsWith(columns);
    context.stop();
    assertThat(appender.isStopped()).isTrue();
  }
}
