// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerobus.log.LossReason;
import io.zerobus.log.RecordSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.filter.ThresholdFilter;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZerobusAppenderTest {

  private final AppenderFixture fixture = new AppenderFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void start_withGoodSettings_shipsAndSaysNothing() {
    fixture.builder.setFields(Field.newBuilder().setName("env").setValue("prod").build());

    fixture.start().logger("l").info("m");

    assertThat(fixture.onlyRecord().get("env").textValue()).isEqualTo("prod");
    assertThat(fixture.troubles()).isEmpty();
  }

  // Complaint 7.
  @Test
  void start_withAWrongSetting_isInertWithOneWarning() {
    fixture.builder.setTableName("logs");

    fixture.start();
    for (int i = 0; i < 10; i++) {
      fixture.logger("l").info("m");
    }
    fixture.appender().stop();

    assertThat(fixture.sinks).isEmpty();
    assertThat(fixture.troubles())
        .containsExactly(
            "WARN Wrong setting tableName: \"logs\": use catalog.schema.table, each part of ASCII"
                + " letters, digits and underscores. Events are not shipped");
  }

  @Test
  void start_withAWrongSettingAndStrict_isInertWithOneError() {
    fixture.builder.setTableName("logs").setStrict("true");

    fixture.start().logger("l").info("m");

    assertThat(fixture.troubles())
        .singleElement()
        .asString()
        .startsWith("ERROR Wrong setting tableName");
  }

  @Test
  void start_withAWrongSettingAndIgnoreExceptionsOff_doesNotThrowIntoTheApplication() {
    fixture.builder.setTableName("logs").setIgnoreExceptions(false);

    fixture.start().logger("l").info("m");

    assertThat(fixture.troubles()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "enabled, perhaps",
    "strict, perhaps",
    "linger, x",
    "serverEndpoint, no url",
    "clientId, ${env:NOT_SET}",
    "serviceName, svc-${env:NOT_SET}"
  })
  void start_withAnyWrongSetting_isOneWarningThatNamesIt(String name, String value) {
    fixture.appender();
    fixture.builder.settings().set(name, value);

    fixture.start();

    assertThat(fixture.troubles())
        .singleElement()
        .asString()
        .startsWith("WARN Wrong setting " + name + ": \"" + value + "\": ");
  }

  @Test
  void start_withAFieldWithoutValue_isOneWarning() {
    fixture.builder.setFields(Field.newBuilder().setName("env").build());

    fixture.start();

    assertThat(fixture.troubles())
        .singleElement()
        .asString()
        .startsWith("WARN Wrong setting field: \"env\": this field has no value");
  }

  @Test
  void start_whenSwitchedOff_isInertAndSaysNothing() {
    fixture.builder.setEnabled("false").setTableName(null);

    fixture.start().logger("l").info("m");
    fixture.appender().stop();

    assertThat(fixture.sinks).isEmpty();
    assertThat(fixture.troubles()).isEmpty();
  }

  @Test
  void start_withAnUnknownSystemProperty_warnsAndShips() {
    fixture.builder.settings().systemProperties(Map.of("zerobus.lingr", "1 s"));

    fixture.start().logger("l").info("m");

    assertThat(fixture.troubles())
        .containsExactly(
            "WARN Unknown system property zerobus.lingr: did you mean zerobus.linger?");
    assertThat(fixture.records()).hasSize(1);
  }

  // Complaint 7.
  @Test
  void start_whenThePipelineCannotBeMade_isInertWithOneWarning() {
    fixture.builder.opener(
        (settings, status, mapper) -> {
          throw new NoClassDefFoundError("io/grpc/ManagedChannel");
        });

    fixture.start().logger("l").info("m");
    fixture.appender().stop();

    assertThat(fixture.troubles())
        .containsExactly("WARN Events are not shipped: the appender cannot start");
  }

  // Complaint 8.
  @Test
  void startAndStop_repeated_areIdempotentAndStartAgain() {
    fixture.start();
    ZerobusAppender appender = fixture.appender();
    appender.start();
    fixture.logger("l").info("first");
    appender.stop();
    appender.stop();
    assertThat(fixture.sinks).hasSize(1);
    assertThat(fixture.sinks.get(0).stops()).isEqualTo(1);
    assertThat(appender.isStopped()).isTrue();

    appender.start();
    fixture.logger("l").info("second");

    assertThat(fixture.sinks).hasSize(2);
    assertThat(fixture.onlyRecord().get("message").textValue()).isEqualTo("second");
  }

  // Complaint 1.
  @ParameterizedTest
  @CsvSource({"0, 700", "500, 500", "900, 700"})
  void stop_withALimit_keepsToTheSmallerOfItAndShutdownTimeout(long limitMillis, long expected) {
    fixture.builder.setShutdownTimeout("700 ms");
    fixture.start();

    fixture.appender().stop(limitMillis, TimeUnit.MILLISECONDS);

    assertThat(fixture.sinks.get(0).stopTimeoutNanos())
        .isEqualTo(TimeUnit.MILLISECONDS.toNanos(expected));
  }

  @Test
  void append_whileItStops_countsTheEventAsLostToTheShutdown() {
    fixture.start();
    fixture.sinks.get(0).whenStopped(() -> fixture.logger("l").info("late"));

    fixture.appender().stop();

    assertThat(fixture.lost(LossReason.SHUTDOWN)).isEqualTo(1);
  }

  @Test
  void append_afterTheStop_isCountedAndNoError() {
    fixture.start();
    fixture.appender().stop();

    fixture.logger("l").info("late");

    assertThat(fixture.lost(LossReason.SHUTDOWN)).isEqualTo(1);
    assertThat(fixture.troubles()).isEmpty();
  }

  @Test
  void append_whenAnExceptionLogs_dropsTheNestedEventAndCountsIt() {
    Logger logger = fixture.start().logger("l");
    Exception chatty =
        new Exception() {
          @Override
          public String getMessage() {
            logger.info("nested");
            return "chatty";
          }
        };

    logger.info("outer", chatty);

    assertThat(fixture.onlyRecord().get("exception_message").textValue()).isEqualTo("chatty");
    // The message is read for its own column and for the stack trace.
    assertThat(fixture.lost(LossReason.RECURSION)).isEqualTo(2);
    assertThat(fixture.troubles()).isEmpty();
  }

  @Test
  void append_withAFilter_takesNoNumberForWhatItDenies() {
    fixture.builder.setFilter(
        ThresholdFilter.createFilter(Level.WARN, Filter.Result.ACCEPT, Filter.Result.DENY));
    Logger logger = fixture.start().logger("l");

    logger.info("denied");
    logger.warn("accepted");

    assertThat(fixture.onlyRecord().get("seq").longValue()).isZero();
  }

  @Test
  void append_ofTheTransportsOwnEvents_dropsThemBelowWarn() {
    fixture.start().logger("io.grpc.okhttp.X").debug("frame");
    fixture.logger("io.grpc.okhttp.X").warn("trouble");

    assertThat(fixture.onlyRecord().get("message").textValue()).isEqualTo("trouble");
  }

  @Test
  void append_withoutRoomAndIgnoreExceptionsOff_throwsForAFailoverAppender() {
    fixture.builder.setIgnoreExceptions(false);
    fixture.start();
    fixture.sinks.get(0).answer(RecordSink.FULL);

    assertThatThrownBy(() -> fixture.appender().append(event()))
        .isInstanceOf(AppenderLoggingException.class)
        .hasMessageContaining(fixture.appender().getName());
  }

  @Test
  void append_withoutRoom_isCountedAndDoesNotThrow() {
    fixture.start();
    fixture.sinks.get(0).answer(RecordSink.FULL);

    fixture.logger("l").info("m");

    assertThat(fixture.lost(LossReason.OVERFLOW)).isEqualTo(1);
  }

  // Complaint 19.
  @Test
  void start_ofAnotherWithTheSameSettings_goesOnWithTheSamePipeline() {
    fixture.start();
    ZerobusAppender old = fixture.appender();
    ZerobusAppender next = next(old.getName()).build();

    next.start();
    next.append(event());
    old.stop();
    old.append(event());
    next.append(event());

    assertThat(fixture.sinks).hasSize(1);
    assertThat(fixture.sinks.get(0).stops()).isZero();
    assertThat(fixture.records())
        .extracting(record -> record.get("seq").longValue())
        .containsExactly(0L, 1L, 2L);
    next.stop();
    assertThat(fixture.sinks.get(0).stops()).isEqualTo(1);
    assertThat(fixture.troubles()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"another secret, prod, x", "a-secret, test, x", "a-secret, prod, y"})
  void start_ofAnotherWithOtherSettings_hasAPipelineOfItsOwn(
      String secret, String field, String suffix) {
    fixture.builder.setFields(Field.newBuilder().setName("env").setValue("prod").build());
    fixture.start();
    String name = fixture.appender().getName() + (suffix.equals("x") ? "" : suffix);
    ZerobusAppender next =
        next(name)
            .setClientSecret(secret)
            .setFields(Field.newBuilder().setName("env").setValue(field).build())
            .build();

    next.start();
    fixture.appender().stop();

    assertThat(fixture.sinks).hasSize(2);
    assertThat(fixture.sinks.get(0).stops()).isEqualTo(1);
    assertThat(fixture.sinks.get(1).stops()).isZero();
    next.stop();
  }

  private ZerobusAppender.Builder next(String name) {
    return fixture.complete(ZerobusAppender.newBuilder(), name);
  }

  @Test
  void toString_ofBuilderAndField_showsNoSecret() {
    assertThat(fixture.builder.toString() + fixture.appender()).doesNotContain("a-secret");
  }

  @Test
  void setters_forEachSetting_takeText() {
    long setters =
        Arrays.stream(ZerobusAppender.Builder.class.getDeclaredMethods())
            .filter(method -> method.getName().startsWith("set"))
            .filter(method -> !method.isBridge())
            .filter(
                method ->
                    !method
                        .getName()
                        .matches("settings|set(Fields|Columns|Promotions|Masks|Fallbacks)"))
            .peek(method -> assertThat(method.getParameterTypes()).containsExactly(String.class))
            .count();
    assertThat(setters).isEqualTo(36);
  }

  /** Else a new configuration would go on with columns and masks of the old one. */
  @Test
  void start_withOtherNestedElements_hasAPipelineOfItsOwn() {
    List<Consumer<ZerobusAppender.Builder>> differences =
        List.of(
            builder -> {},
            builder -> builder.setFields(Field.newBuilder().setName("k").setValue("a").build()),
            builder -> builder.setColumns(Column.newBuilder().setName("host").build()),
            builder -> builder.setColumns(Column.newBuilder().setName("host").setAs("a").build()),
            builder ->
                builder.setColumns(Column.newBuilder().setName("host").setEnabled("false").build()),
            builder -> builder.setPromotions(Promote.newBuilder().setKey("k").build()),
            builder -> builder.setPromotions(Promote.newBuilder().setKey("k").setAs("a").build()),
            builder ->
                builder.setPromotions(Promote.newBuilder().setKey("k").setType("BIGINT").build()),
            builder -> builder.setMasks(Mask.newBuilder().setKey("k").build()));
    List<ZerobusAppender> appenders = new ArrayList<>();
    for (Consumer<ZerobusAppender.Builder> difference : differences) {
      for (int twin = 0; twin < 2; twin++) {
        ZerobusAppender.Builder builder = ZerobusAppender.newBuilder();
        difference.accept(fixture.complete(builder, "SAME"));
        appenders.add(builder.build());
      }
    }

    appenders.forEach(ZerobusAppender::start);

    assertThat(fixture.sinks).hasSize(differences.size());
    appenders.forEach(ZerobusAppender::stop);
  }

  private static LogEvent event() {
    return Log4jLogEvent.newBuilder()
        .setLoggerName("l")
        .setLevel(Level.INFO)
        .setMessage(new SimpleMessage("m"))
        .build();
  }
}
