// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.status.Status;
import io.zerobus.log.LossReason;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZerobusAppenderTest {

  private final AppenderFixture fixture = new AppenderFixture();

  @Test
  void start_withGoodSettings_shipsAndSaysNothing() {
    Field field = new Field();
    field.setName("env");
    field.setValue("prod");
    fixture.appender.addField(field);

    fixture.start().logger("l").info("m");

    assertThat(fixture.onlyRecord().get("env").textValue()).isEqualTo("prod");
    assertThat(fixture.troubles()).isEmpty();
  }

  // Complaint 7.
  @Test
  void start_withAWrongSetting_isInertWithOneWarning() {
    fixture.appender.setTableName("logs");

    fixture.start();
    for (int i = 0; i < 10; i++) {
      fixture.logger("l").info("m");
    }
    fixture.appender.stop();

    assertThat(fixture.sinks).isEmpty();
    assertThat(fixture.troubles())
        .containsExactly(
            "WARN Wrong setting tableName: \"logs\": use catalog.schema.table, each part of ASCII"
                + " letters, digits and underscores. Events are not shipped");
  }

  @Test
  void start_withAWrongSettingAndStrict_isInertWithOneError() {
    fixture.appender.setTableName("logs");
    fixture.appender.setStrict("true");

    fixture.start().logger("l").info("m");

    assertThat(fixture.troubles())
        .singleElement()
        .asString()
        .startsWith("ERROR Wrong setting tableName");
  }

  @ParameterizedTest
  @CsvSource({"enabled, perhaps", "strict, perhaps", "linger, x", "serverEndpoint, no url"})
  void start_withAnyWrongSetting_isOneWarningThatNamesIt(String name, String value) {
    fixture.appender.settings().set(name, value);

    fixture.start();

    assertThat(fixture.troubles())
        .singleElement()
        .asString()
        .startsWith("WARN Wrong setting " + name + ": \"" + value + "\": ");
  }

  @Test
  void start_whenSwitchedOff_isInertAndSaysNothing() {
    fixture.appender.setEnabled("false");
    fixture.appender.setTableName(null);

    fixture.start().logger("l").info("m");
    fixture.appender.stop();

    assertThat(fixture.sinks).isEmpty();
    assertThat(fixture.troubles()).isEmpty();
  }

  @Test
  void start_withAnUnknownSystemProperty_warnsAndShips() {
    fixture.appender.settings().systemProperties(Map.of("zerobus.lingr", "1 s"));

    fixture.start().logger("l").info("m");

    assertThat(fixture.troubles())
        .containsExactly(
            "WARN Unknown system property zerobus.lingr: did you mean zerobus.linger?");
    assertThat(fixture.records()).hasSize(1);
  }

  // Complaint 7.
  @Test
  void start_whenThePipelineCannotBeMade_isInertWithOneWarning() {
    LoggerContext context = new LoggerContext();
    ZerobusAppender appender =
        new ZerobusAppender(
            (settings, status, mapper) -> {
              throw new NoClassDefFoundError("io/grpc/ManagedChannel");
            });
    appender.setContext(context);
    appender.settings().systemProperties(Map.of()).environment(Map.of());
    appender.setServerEndpoint("h");
    appender.setWorkspaceUrl("h");
    appender.setTableName("a.b.c");
    appender.setClientId("i");
    appender.setClientSecret("s");

    appender.start();
    appender.stop();

    assertThat(context.getStatusManager().getCopyOfStatusList())
        .singleElement()
        .satisfies(status -> assertThat(status.getLevel()).isEqualTo(Status.WARN));
  }

  // Complaint 8.
  @Test
  void startAndStop_repeated_areIdempotentAndStartAgain() {
    fixture.start().start();
    fixture.logger("l").info("first");
    fixture.appender.stop();
    fixture.appender.stop();
    assertThat(fixture.sinks).hasSize(1);
    assertThat(fixture.sinks.get(0).stops()).isEqualTo(1);

    fixture.start().logger("l").info("second");

    assertThat(fixture.sinks).hasSize(2);
    assertThat(fixture.onlyRecord().get("message").textValue()).isEqualTo("second");
  }

  @Test
  void doAppend_whileItStops_countsTheEventAsLostToTheShutdown() {
    fixture.start();
    fixture.sinks.get(0).whenStopped(() -> fixture.logger("l").info("late"));

    fixture.appender.stop();

    assertThat(fixture.lost(LossReason.SHUTDOWN)).isEqualTo(1);
  }

  @Test
  void doAppend_whileTheLoggersNextAppenderStops_countsTheEventAndSaysNothing() {
    Logger root = fixture.start().logger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appenderThatTakesItsTimeToStop());

    fixture.context.stop();

    assertThat(fixture.lost(LossReason.SHUTDOWN)).isEqualTo(1);
    assertThat(fixture.troubles()).isEmpty();
  }

  /** While it stops, a thread of the application logs. */
  private Appender<ILoggingEvent> appenderThatTakesItsTimeToStop() {
    Appender<ILoggingEvent> slow =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {}

          @Override
          public void stop() {
            assertThat(fixture.appender.isStarted()).isFalse();
            fixture.logger("l").info("late");
            super.stop();
          }
        };
    slow.setContext(fixture.context);
    slow.start();
    return slow;
  }

  @Test
  void doAppend_afterTheStop_stillAsksTheFiltersAndTheFallback() {
    ThresholdFilter filter = new ThresholdFilter();
    filter.setLevel("WARN");
    filter.start();
    fixture.appender.addFilter(filter);
    ListAppender<ILoggingEvent> fallback = new ListAppender<>();
    fallback.start();
    fixture.appender.addAppender(fallback);
    Logger logger = fixture.start().logger("l");
    fixture.appender.stop();

    logger.info("denied");
    logger.warn("late");

    assertThat(fixture.lost(LossReason.SHUTDOWN)).isEqualTo(1);
    assertThat(fallback.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getMessage()).isEqualTo("late"));
  }

  @Test
  void start_afterAStopWithASettingThatIsWrongNow_isInert() {
    fixture.start();
    fixture.appender.stop();
    fixture.appender.setTableName("logs");

    fixture.start().logger("l").info("m");

    assertThat(fixture.records()).isEmpty();
    assertThat(fixture.lost(LossReason.SHUTDOWN)).isZero();
    assertThat(fixture.troubles()).singleElement().asString().contains("tableName");
  }

  @Test
  void doAppend_whenAnArgumentLogs_dropsTheNestedEventAndCountsIt() {
    Logger logger = fixture.start().logger("l");
    Object chatty =
        new Object() {
          @Override
          public String toString() {
            logger.info("nested");
            return "chatty";
          }
        };

    logger.info("outer {}", chatty);

    assertThat(fixture.onlyRecord().get("message").textValue()).isEqualTo("outer chatty");
    assertThat(fixture.lost(LossReason.RECURSION)).isEqualTo(1);
    assertThat(fixture.troubles()).isEmpty();
  }

  @Test
  void doAppend_withAFilter_takesNoNumberForWhatItDenies() {
    ThresholdFilter filter = new ThresholdFilter();
    filter.setLevel("WARN");
    filter.start();
    fixture.appender.addFilter(filter);
    Logger logger = fixture.start().logger("l");

    logger.info("denied");
    logger.warn("accepted");

    assertThat(fixture.onlyRecord().get("seq").longValue()).isZero();
  }

  @Test
  void doAppend_ofTheTransportsOwnEvents_dropsThemBelowWarn() {
    fixture.start().logger("io.grpc.okhttp.X").debug("frame");
    fixture.logger("io.grpc.okhttp.X").warn("trouble");

    assertThat(fixture.onlyRecord().get("message").textValue()).isEqualTo("trouble");
  }

  @Test
  void configuration_inXml_reachesEachSetting() throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    String xml =
        "<configuration><appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'>"
            + "<serverEndpoint>http://127.0.0.1:1</serverEndpoint>"
            + "<workspaceUrl>http://127.0.0.1:1</workspaceUrl>"
            + "<tableName>main.default.logs</tableName>"
            + "<clientId>id</clientId><clientSecret>secret</clientSecret>"
            + "<allowPlaintext>false</allowPlaintext><enabled>true</enabled><strict>true</strict>"
            + "<overflowPolicy>block</overflowPolicy><blockTimeout>2 s</blockTimeout>"
            + "<bufferSize>2 MiB</bufferSize><batchRecords>10</batchRecords>"
            + "<batchSize>8 KiB</batchSize><linger>5 ms</linger>"
            + "<maxRecordSize>16 KiB</maxRecordSize><shutdownTimeout>100 ms</shutdownTimeout>"
            + "<shutdownHook>false</shutdownHook><serviceName>s</serviceName>"
            + "<hostName>h</hostName><callerData>true</callerData>"
            + "<stackTraceMaxFrames>5</stackTraceMaxFrames>"
            + "<stackTraceRootFirst>true</stackTraceRootFirst>"
            + "<field><name>env</name><value>prod</value></field>"
            + "<field><name>region</name><value>eu</value></field>"
            + "</appender><root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>";

    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));

    List<Status> troubles =
        context.getStatusManager().getCopyOfStatusList().stream()
            .filter(status -> status.getLevel() >= Status.WARN)
            .toList();
    assertThat(troubles).isEmpty();
    ZerobusAppender appender =
        (ZerobusAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ZEROBUS");
    assertThat(appender.isStarted()).isTrue();
    assertThat(appender.settings().build().schema().columns())
        .extracting(Object::toString)
        .endsWith("env STRING", "region STRING");
    assertThat(appender.settings().build().callerData()).isTrue();
    context.stop();
    assertThat(appender.isStarted()).isFalse();
  }

  @Test
  void setters_forEachSetting_takeText() {
    long setters =
        Arrays.stream(ZerobusAppender.class.getDeclaredMethods())
            .filter(method -> method.getName().startsWith("set"))
            .filter(method -> !method.getName().equals("settings"))
            .peek(method -> assertThat(method.getParameterTypes()).containsExactly(String.class))
            .count();
    assertThat(setters).isEqualTo(36);
  }
}
