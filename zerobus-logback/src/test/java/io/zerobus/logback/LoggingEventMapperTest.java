// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

class LoggingEventMapperTest {

  private final AppenderFixture fixture = new AppenderFixture();

  @Test
  void map_ofAPlainEvent_writesWhatLogbackKnows() {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
    fixture.start().logger("com.example.Shop").info("Order {} of {}", 5, "Ann");

    JsonNode record = fixture.onlyRecord();
    long micros = record.get("timestamp").longValue();
    Instant timestamp = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    assertThat(timestamp).isBetween(before, Instant.now());
    assertThat(record.get("level").textValue()).isEqualTo("INFO");
    assertThat(record.get("logger").textValue()).isEqualTo("com.example.Shop");
    assertThat(record.get("thread").textValue()).isEqualTo(Thread.currentThread().getName());
    assertThat(record.get("message").textValue()).isEqualTo("Order 5 of Ann");
    for (String absent :
        List.of(
            "exception_class",
            "exception_message",
            "stack_trace",
            "stack_hash",
            "mdc",
            "key_values",
            "markers",
            "trace_id",
            "span_id",
            "caller",
            "truncated")) {
      assertThat(record.has(absent)).as(absent).isFalse();
    }
  }

  @Test
  void map_ofAnInstantWithNanoseconds_keepsTheMicroseconds() {
    fixture.start();
    LoggingEvent event = event();
    event.setInstant(Instant.ofEpochSecond(1_700_000_000L, 123_456_789));

    fixture.appender.doAppend(event);

    assertThat(fixture.onlyRecord().get("timestamp").longValue()).isEqualTo(1_700_000_000_123_456L);
  }

  /** A LoggerContext that nobody gave an MDC adapter: Logback's own event then throws. */
  @Test
  void map_inAContextWithoutMdc_shipsTheRest() {
    AppenderFixture withoutMdc = new AppenderFixture(null).start();
    withoutMdc.logger("l").info("m");

    assertThat(withoutMdc.onlyRecord().get("message").textValue()).isEqualTo("m");
    assertThat(withoutMdc.onlyRecord().has("mdc")).isFalse();
  }

  @Test
  void map_withMasksPromotionsAndLists_writesWhatTheyLeave() {
    fixture.appender.addMask(mask("*secret*"));
    fixture.appender.addMask(mask("traceId"));
    fixture.appender.addPromote(promote("userId", "user_id", "BIGINT"));
    fixture.appender.setMdcExclude("userId,spanId,internal.*");
    fixture.appender.setKeyValuesType("variant");
    Logger logger = fixture.start().logger("l");
    fixture.context.getMDCAdapter().put("traceId", "pssst");
    fixture.context.getMDCAdapter().put("spanId", "s1");
    fixture.context.getMDCAdapter().put("userId", "1");
    fixture.context.getMDCAdapter().put("internal.a", "x");
    fixture.context.getMDCAdapter().put("tenant", "t");

    logger
        .atInfo()
        .addKeyValue("n", 5)
        .addKeyValue("userId", 17L)
        .addKeyValue("mySecret", "pssst")
        .addKeyValue("none", (Object) null)
        .log("m");

    JsonNode record = fixture.onlyRecord();
    assertThat(record.toString()).doesNotContain("pssst");
    assertThat(record.get("mdc")).hasToString("{\"traceId\":\"***\",\"tenant\":\"t\"}");
    assertThat(record.get("key_values").textValue())
        .isEqualTo("{\"n\":5,\"mySecret\":\"***\",\"none\":null}");
    assertThat(record.get("user_id").longValue()).isEqualTo(17);
    assertThat(record.get("trace_id").textValue()).isEqualTo("***");
    assertThat(record.get("span_id").textValue()).isEqualTo("s1");
  }

  private static Mask mask(String key) {
    Mask mask = new Mask();
    mask.setKey(key);
    return mask;
  }

  private static Promote promote(String key, String as, String type) {
    Promote promote = new Promote();
    promote.setKey(key);
    promote.setAs(as);
    promote.setType(type);
    return promote;
  }

  @Test
  void map_ofEachLevel_hasItsName() {
    Logger logger = fixture.start().logger("l");
    logger.trace("m");
    logger.debug("m");
    logger.info("m");
    logger.warn("m");
    logger.error("m");

    assertThat(fixture.records())
        .extracting(record -> record.get("level").textValue())
        .containsExactly("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
  }

  // Complaint 10.
  @Test
  void map_ofMdcWithTraceIds_writesThemTwice() {
    fixture.start();
    fixture.context.getMDCAdapter().put("traceId", "t1");
    fixture.context.getMDCAdapter().put("span_id", "s1");
    fixture.context.getMDCAdapter().put("user", "u1");

    fixture.logger("l").info("m");

    JsonNode record = fixture.onlyRecord();
    assertThat(record.get("trace_id").textValue()).isEqualTo("t1");
    assertThat(record.get("span_id").textValue()).isEqualTo("s1");
    assertThat(record.get("mdc").get("user").textValue()).isEqualTo("u1");
    assertThat(record.get("mdc").size()).isEqualTo(3);
  }

  // Complaint 21.
  @Test
  void map_ofKeyValuePairsAndMarkers_writesThem() {
    fixture
        .start()
        .logger("l")
        .atInfo()
        .addMarker(MarkerFactory.getDetachedMarker("AUDIT"))
        .addMarker(MarkerFactory.getDetachedMarker("MONEY"))
        .addKeyValue("order", 5)
        .addKeyValue("none", (Object) null)
        .log("m");

    JsonNode record = fixture.onlyRecord();
    assertThat(record.get("key_values")).hasToString("{\"order\":\"5\"}");
    assertThat(record.get("markers")).hasToString("[\"AUDIT\",\"MONEY\"]");
  }

  @Test
  void map_ofAMarkerWithReferences_writesEachOnce() {
    Marker root = MarkerFactory.getDetachedMarker("ROOT");
    Marker left = MarkerFactory.getDetachedMarker("LEFT");
    Marker right = MarkerFactory.getDetachedMarker("RIGHT");
    Marker both = MarkerFactory.getDetachedMarker("BOTH");
    left.add(root);
    right.add(root);
    both.add(left);
    both.add(right);

    fixture.start().logger("l").info(both, "m");
    fixture.logger("l").info(root, "m");

    assertThat(fixture.records().get(0).get("markers"))
        .extracting(JsonNode::textValue)
        .containsExactly("BOTH", "LEFT", "ROOT", "RIGHT");
    assertThat(fixture.records().get(1).get("markers")).hasToString("[\"ROOT\"]");
  }

  /** SLF4J's own markers refuse to go round in a circle. */
  @Test
  void map_ofAMarkerThatRefersToItself_ends() {
    fixture.start().logger("l").info(new OwnReference(), "m");

    assertThat(fixture.onlyRecord().get("markers")).hasToString("[\"OWN\"]");
  }

  @Test
  void map_ofAnException_writesTheTraceAsTheJdkWould() {
    IllegalStateException outer = new IllegalStateException("outer", new IOException("root"));
    outer.addSuppressed(new IllegalArgumentException("sup"));

    fixture.start().logger("l").error("m", outer);

    JsonNode record = fixture.onlyRecord();
    assertThat(record.get("exception_class").textValue())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(record.get("exception_message").textValue()).isEqualTo("outer");
    assertThat(record.get("stack_hash").textValue()).hasSize(16);
    assertThat(record.get("stack_trace").textValue())
        .startsWith("java.lang.IllegalStateException: outer\n\tat io.zerobus.logback.")
        .contains("\n\tSuppressed: java.lang.IllegalArgumentException: sup\n")
        .containsPattern(
            "\nCaused by: java.io.IOException: root\n(\tat .*\n)*\t\\.\\.\\. \\d+ more");
  }

  @Test
  void map_ofACircularException_ends() {
    IllegalStateException a = new IllegalStateException("a");
    a.initCause(new IllegalStateException("b", a));

    fixture.start().logger("l").error("m", a);

    assertThat(fixture.onlyRecord().get("stack_trace").textValue())
        .contains("Caused by: [CIRCULAR REFERENCE: java.lang.IllegalStateException: a]");
  }

  // Complaint 17.
  @Test
  void map_withoutCallerData_neverAsksForIt() {
    fixture.start();
    CountingEvent event = new CountingEvent(fixture);

    fixture.appender.doAppend(event);

    assertThat(event.callerDataCalls).isZero();
    assertThat(fixture.onlyRecord().has("caller")).isFalse();
  }

  @Test
  void map_withCallerData_namesTheLine() {
    fixture.appender.setCallerData("true");
    fixture.start().logger("l").info("m");

    assertThat(fixture.onlyRecord().get("caller").textValue())
        .matches(
            "io\\.zerobus\\.logback\\.LoggingEventMapperTest\\.map_withCallerData_namesTheLine"
                + "\\(LoggingEventMapperTest\\.java:\\d+\\)");
  }

  // Complaint 16.
  @Test
  void map_whenFormattingFails_keepsTheEvent() {
    fixture.start();
    LoggingEvent failing =
        new LoggingEvent(
            "fqcn", fixture.logger("l"), Level.INFO, "raw {}", null, new Object[] {1}) {
          @Override
          public String getFormattedMessage() {
            throw new IllegalStateException();
          }
        };

    fixture.appender.doAppend(failing);

    assertThat(fixture.onlyRecord().get("message").textValue())
        .isEqualTo("raw {} [formatting failed: java.lang.IllegalStateException]");
  }

  // Complaint 11.
  @Test
  void map_ofMutableArguments_readsThemBeforeAppendReturns() {
    fixture.start();
    StringBuilder argument = new StringBuilder("before");
    List<String> value = new ArrayList<>(List.of("before"));

    fixture.logger("l").atInfo().addKeyValue("v", value).log("m {}", argument);
    argument.setLength(0);
    value.clear();

    JsonNode record = fixture.onlyRecord();
    assertThat(record.get("message").textValue()).isEqualTo("m before");
    assertThat(record.get("key_values").get("v").textValue()).isEqualTo("[before]");
  }

  private LoggingEvent event() {
    return new LoggingEvent("fqcn", fixture.logger("l"), Level.INFO, "m", null, null);
  }

  private static final class CountingEvent extends LoggingEvent {
    int callerDataCalls;

    CountingEvent(AppenderFixture fixture) {
      super("fqcn", fixture.logger("l"), Level.INFO, "m", new Exception(), null);
    }

    @Override
    public StackTraceElement[] getCallerData() {
      callerDataCalls++;
      return super.getCallerData();
    }
  }

  /** A marker of an application's own make. */
  @SuppressWarnings("deprecation") // What SLF4J's interface demands.
  private static final class OwnReference implements Marker {
    @Override
    public String getName() {
      return "OWN";
    }

    @Override
    public boolean hasReferences() {
      return true;
    }

    @Override
    public boolean hasChildren() {
      return true;
    }

    @Override
    public Iterator<Marker> iterator() {
      return List.<Marker>of(this).iterator();
    }

    @Override
    public boolean contains(Marker other) {
      return other == this;
    }

    @Override
    public boolean contains(String name) {
      return name.equals("OWN");
    }

    @Override
    public void add(Marker reference) {}

    @Override
    public boolean remove(Marker reference) {
      return false;
    }
  }
}
