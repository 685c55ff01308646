// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.impl.MutableLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.FormattedMessage;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.apache.logging.log4j.util.TriConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogEventMapperTest {

  private final AppenderFixture fixture = new AppenderFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void map_ofAPlainEvent_writesWhatLog4jKnows() {
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
    MutableInstant instant = new MutableInstant();
    instant.initFromEpochSecond(1_700_000_000L, 123_456_789);
    fixture.start();

    fixture.appender().append(event().setInstant(instant).build());

    assertThat(fixture.onlyRecord().get("timestamp").longValue()).isEqualTo(1_700_000_000_123_456L);
  }

  @Test
  void map_ofEachLevel_hasItsName() {
    Logger logger = fixture.start().logger("l");
    logger.trace("m");
    logger.debug("m");
    logger.info("m");
    logger.warn("m");
    logger.error("m");
    logger.fatal("m");

    assertThat(fixture.records())
        .extracting(record -> record.get("level").textValue())
        .containsExactly("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");
  }

  @ParameterizedTest
  @CsvSource({
    "EMERGENCY, 10, FATAL",
    "ALERT, 149, FATAL",
    "CRITICAL, 150, ERROR",
    "SEVERE, 201, ERROR",
    "NOTICE, 340, WARN",
    "HALFWAY, 350, INFO",
    "AUDIT, 399, INFO",
    "VERBOSE, 550, TRACE",
    "FINEST, 900, TRACE",
  })
  void map_ofACustomLevel_hasTheNearestName(String name, int intLevel, String expected) {
    fixture.start().logger("l").log(Level.forName(name, intLevel), "m");

    assertThat(fixture.onlyRecord().get("level").textValue()).isEqualTo(expected);
  }

  @Test
  void map_ofThreadContextWithTraceIds_writesThemTwice() {
    fixture.start();
    ThreadContext.put("traceId", "t1");
    ThreadContext.put("span_id", "s1");
    ThreadContext.put("user", "u1");

    fixture.logger("l").info("m");

    JsonNode record = fixture.onlyRecord();
    assertThat(record.get("trace_id").textValue()).isEqualTo("t1");
    assertThat(record.get("span_id").textValue()).isEqualTo("s1");
    assertThat(record.get("mdc").get("user").textValue()).isEqualTo("u1");
    assertThat(record.get("mdc").size()).isEqualTo(3);
  }

  @Test
  void map_ofContextDataThatIsNoText_writesItsText() {
    StringMap data = ContextDataFactory.createContextData();
    data.putValue("attempt", 2);
    data.putValue("traceId", new Object());
    fixture.start();

    fixture.appender().append(event().setContextData(data).build());

    assertThat(fixture.onlyRecord().get("mdc").get("attempt").textValue()).isEqualTo("2");
    assertThat(fixture.onlyRecord().has("trace_id")).isFalse();
  }

  // Complaint 21.
  @Test
  void map_ofAMapMessage_writesItsEntries() {
    fixture.start().logger("l").info(new StringMapMessage().with("order", 5).with("who", "Ann"));

    assertThat(fixture.onlyRecord().get("key_values"))
        .hasToString("{\"order\":\"5\",\"who\":\"Ann\"}");
  }

  // Complaint 21.
  @Test
  void map_ofStructuredData_writesItsEntriesAndTheWholeAsMessage() {
    StructuredDataMessage message = new StructuredDataMessage("id@1", "It moved", "Transfer");
    message.put("amount", "12");

    fixture.start().logger("l").info(message);

    JsonNode record = fixture.onlyRecord();
    assertThat(record.get("key_values")).hasToString("{\"amount\":\"12\"}");
    assertThat(record.get("message").textValue())
        .isEqualTo("Transfer [id@1 amount=\"12\"] It moved");
  }

  // Complaint 21.
  @Test
  void map_ofAMapMessageForAVariant_keepsTheTypes() {
    fixture.builder.setKeyValuesType("variant");
    fixture
        .start()
        .logger("l")
        .info(new MapMessage<>(Map.of("n", 5)).with("flag", true).with("who", "Ann"));

    assertThat(fixture.onlyRecord().get("key_values").textValue())
        .isEqualTo("{\"flag\":true,\"n\":5,\"who\":\"Ann\"}");
  }

  @Test
  void map_ofEntriesThatAreMasked_showsThemNowhere() {
    fixture.builder.setMasks(Mask.newBuilder().setKey("*secret*").build());
    StructuredDataMessage structured = new StructuredDataMessage("id@1", "It moved", "Transfer");
    structured.put("mySecret", "pssst");
    structured.put("amount", "12");
    Logger logger = fixture.start().logger("l");
    ThreadContext.put("secret.id", "pssst");

    logger.info(new StringMapMessage().with("secret", "pssst").with("who", "Ann"));
    logger.info(structured);

    List<JsonNode> records = fixture.records();
    assertThat(records.toString()).doesNotContain("pssst");
    assertThat(records.get(0).get("message").textValue()).isEqualTo("secret=\"***\" who=\"Ann\"");
    assertThat(records.get(0).get("key_values"))
        .hasToString("{\"secret\":\"***\",\"who\":\"Ann\"}");
    assertThat(records.get(0).get("mdc")).hasToString("{\"secret.id\":\"***\"}");
    assertThat(records.get(1).get("message").textValue())
        .isEqualTo("Transfer [id@1 amount=\"12\" mySecret=\"***\"] It moved");
  }

  @Test
  void map_ofAnEntryWithAMaskedKeyWithin_showsItNowhere() {
    fixture.builder.setMasks(Mask.newBuilder().setKey("*secret*").build());

    fixture
        .start()
        .logger("l")
        .info(new MapMessage<>(Map.of("login", Map.of("secret", List.of("pssst")))));

    assertThat(fixture.onlyRecord().toString()).doesNotContain("pssst");
    assertThat(fixture.onlyRecord().get("key_values")).hasToString("{\"login\":\"{secret=***}\"}");
    assertThat(fixture.onlyRecord().get("message").textValue()).contains("***");
  }

  @Test
  void map_ofAMaskedMessageThatCannotBeCopied_showsNoneOfIt() {
    fixture.builder.setMasks(Mask.newBuilder().setKey("k").build());
    Message stubborn =
        new StringMapMessage(Map.of("k", "pssst")) {
          @Override
          public StringMapMessage newInstance(Map<String, String> data) {
            throw new UnsupportedOperationException();
          }
        };
    fixture.start().logger("l").info(stubborn);

    assertThat(fixture.onlyRecord().get("message").textValue()).startsWith("[masking failed: ");
    assertThat(fixture.onlyRecord().toString()).doesNotContain("pssst");
  }

  @Test
  void map_ofAMaskedTraceId_hidesItInItsColumnToo() {
    fixture.builder.setMasks(Mask.newBuilder().setKey("trace*").build());
    Logger logger = fixture.start().logger("l");
    ThreadContext.put("traceId", "t1");
    ThreadContext.put("spanId", "s1");
    logger.info("m");

    assertThat(fixture.onlyRecord().get("trace_id").textValue()).isEqualTo("***");
    assertThat(fixture.onlyRecord().get("span_id").textValue()).isEqualTo("s1");
  }

  @Test
  void map_ofEntriesThatAreExcludedAndPromoted_readsThemAllTheSame() {
    fixture.builder.setMdcExclude("trace_id,user*,n").setMdcInclude("*");
    fixture.builder.setPromotions(
        Promote.newBuilder().setKey("userId").setAs("user_id").setType("bigint").build(),
        Promote.newBuilder().setKey("n").setType("BIGINT").build());
    Logger logger = fixture.start().logger("l");
    ThreadContext.put("trace_id", "t1");
    ThreadContext.put("userId", "17");
    ThreadContext.put("userName", "Ann");
    ThreadContext.put("n", "1");
    logger.info(new StringMapMessage().with("n", 2));

    JsonNode record = fixture.onlyRecord();
    assertThat(record.has("mdc")).isFalse();
    assertThat(record.has("key_values")).isFalse();
    assertThat(record.get("trace_id").textValue()).isEqualTo("t1");
    assertThat(record.get("user_id").longValue()).isEqualTo(17);
    assertThat(record.get("n").longValue()).isEqualTo(2);
  }

  @Test
  void map_ofTheStackOfTheContext_isTheEntryNdc() {
    Logger logger = fixture.start().logger("l");
    ThreadContext.push("outer");
    ThreadContext.push("inner");
    logger.info("m");
    ThreadContext.put("ndc", "own");
    logger.info("m");
    ThreadContext.clearStack();
    ThreadContext.remove("ndc");
    logger.info("m");

    assertThat(fixture.records())
        .extracting(record -> String.valueOf(record.get("mdc")))
        .containsExactly("{\"ndc\":\"outer inner\"}", "{\"ndc\":\"own\"}", "null");
  }

  @Test
  void map_ofTheStackThatIsExcluded_isLeftOut() {
    fixture.builder.setMdcExclude("ndc");
    Logger logger = fixture.start().logger("l");
    ThreadContext.push("outer");
    logger.info("m");

    assertThat(fixture.onlyRecord().has("mdc")).isFalse();
  }

  @Test
  void map_ofAMarkerWithParents_writesEachOnce() {
    Marker root = new MarkerManager.Log4jMarker("ROOT");
    Marker left = new MarkerManager.Log4jMarker("LEFT").addParents(root);
    Marker right = new MarkerManager.Log4jMarker("RIGHT").addParents(root);
    Marker both = new MarkerManager.Log4jMarker("BOTH").addParents(left, right);

    fixture.start().logger("l").info(both, "m");
    fixture.logger("l").info(root, "m");

    assertThat(fixture.records().get(0).get("markers"))
        .extracting(JsonNode::textValue)
        .containsExactlyInAnyOrder("BOTH", "LEFT", "ROOT", "RIGHT")
        .startsWith("BOTH");
    assertThat(fixture.records().get(1).get("markers")).hasToString("[\"ROOT\"]");
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
        .startsWith("java.lang.IllegalStateException: outer\n\tat io.zerobus.log4j2.")
        .contains("\n\tSuppressed: java.lang.IllegalArgumentException: sup\n")
        .containsPattern(
            "\nCaused by: java.io.IOException: root\n(\tat .*\n)*\t\\.\\.\\. \\d+ more");
  }

  /** The event of another process holds Log4j's image of the throwable only. */
  @Test
  void map_ofADeserialisedEvent_writesTheSameTraceAndHash() throws Exception {
    IllegalStateException outer =
        new IllegalStateException(
            "outer", new IllegalArgumentException("middle", new IOException("root")));
    outer.addSuppressed(new IllegalArgumentException("sup", new IOException("of the sup")));
    LogEvent event = event().setThrown(outer).build();
    LogEvent copy = deserialised(event);
    assertThat(copy.getThrown()).isNull();
    fixture.start();

    fixture.appender().append(event);
    fixture.appender().append(copy);

    JsonNode live = fixture.records().get(0);
    JsonNode dead = fixture.records().get(1);
    for (String column :
        List.of("exception_class", "exception_message", "stack_trace", "stack_hash", "message")) {
      assertThat(dead.get(column)).as(column).isNotNull().isEqualTo(live.get(column));
    }
  }

  private static LogEvent deserialised(LogEvent event) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Log4jLogEvent.serialize(event, false));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (LogEvent) in.readObject();
    }
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
    LogEvent event =
        new MutableLogEvent() {
          @Override
          public StackTraceElement getSource() {
            throw new AssertionError("asked for the caller");
          }
        };

    fixture.appender().append(event);

    assertThat(fixture.onlyRecord().has("caller")).isFalse();
    assertThat(fixture.appender().requiresLocation()).isFalse();
  }

  @Test
  void map_withCallerData_namesTheLine() {
    fixture.builder.setCallerData("true");
    fixture.start().logger("l").info("m");

    assertThat(fixture.appender().requiresLocation()).isTrue();
    assertThat(fixture.onlyRecord().get("caller").textValue())
        .matches(
            "io\\.zerobus\\.log4j2\\.LogEventMapperTest\\.map_withCallerData_namesTheLine"
                + "\\(LogEventMapperTest\\.java:\\d+\\)");
  }

  // Complaint 16.
  @Test
  void map_whenFormattingFails_keepsTheEvent() {
    Message failing =
        new SimpleMessage("raw") {
          @Override
          public void formatTo(StringBuilder buffer) {
            buffer.append("half of it");
            throw new IllegalStateException();
          }
        };

    fixture.start();
    fixture.appender().append(event().setMessage(failing).build());

    assertThat(fixture.onlyRecord().get("message").textValue())
        .isEqualTo("raw [formatting failed: java.lang.IllegalStateException]");
  }

  // Complaint 16.
  @Test
  void map_whenAMessageThatIsTextOnlyFails_keepsTheEvent() {
    Message failing =
        new FormattedMessage("raw {}", "x") {
          @Override
          public String getFormattedMessage() {
            throw new IllegalStateException();
          }
        };

    fixture.start();
    fixture.appender().append(event().setMessage(failing).build());

    assertThat(fixture.onlyRecord().get("message").textValue())
        .isEqualTo("raw {} [formatting failed: java.lang.IllegalStateException]");
  }

  /** As of an application whose libraries do not fit together. */
  @Test
  void map_ofEntriesThatCannotBeReadToTheEnd_keepsTheEventWithWhatWasRead() {
    Message message =
        new StringMapMessage(Map.of("k", "v")) {
          @Override
          public <V, S> void forEach(TriConsumer<String, ? super V, S> action, S state) {
            super.forEach(action, state);
            throw new NoClassDefFoundError("com/example/Entry");
          }
        };
    StringMap data =
        new SortedArrayStringMap(Map.of("user", "Ann")) {
          @Override
          public <V, S> void forEach(TriConsumer<String, ? super V, S> action, S state) {
            super.forEach(action, state);
            throw new NoClassDefFoundError("com/example/Entry");
          }
        };

    fixture.start();
    fixture.appender().append(event().setMessage(message).setContextData(data).build());

    JsonNode record = fixture.onlyRecord();
    assertThat(record.get("key_values").get("k").textValue()).isEqualTo("v");
    assertThat(record.get("mdc").get("user").textValue()).isEqualTo("Ann");
  }

  // Complaint 11.
  @Test
  void map_ofMutableArguments_readsThemBeforeAppendReturns() {
    fixture.start();
    StringBuilder argument = new StringBuilder("before");

    fixture.logger("l").info(new ParameterizedMessage("m {}", argument));
    argument.setLength(0);

    assertThat(fixture.onlyRecord().get("message").textValue()).isEqualTo("m before");
  }

  /** What Log4j does without garbage: one event and one message for all that a thread logs. */
  // Complaint 11.
  @Test
  void map_ofOneEventUsedAgain_writesWhatItWasEachTime() {
    fixture.start();
    MutableLogEvent event = new MutableLogEvent();
    StringMap data = ContextDataFactory.createContextData();
    for (int i = 0; i < 3; i++) {
      Message message = ReusableMessageFactory.INSTANCE.newMessage("m {}", i);
      data.putValue("i", String.valueOf(i));
      event.setLoggerName("l" + i);
      event.setLevel(Level.INFO);
      event.setMessage(message);
      event.setContextData(data);
      fixture.appender().append(event);
      ReusableMessageFactory.release(message);
      event.clear();
    }

    assertThat(fixture.records())
        .extracting(
            r -> r.get("logger").textValue(),
            r -> r.get("message").textValue(),
            r -> r.get("mdc").get("i").textValue())
        .containsExactly(tuple("l0", "m 0", "0"), tuple("l1", "m 1", "1"), tuple("l2", "m 2", "2"));
  }

  // Complaint 10.
  @Test
  void map_ofAnEventOfAnAsynchronousLogger_writesTheCallersThreadAndContext() {
    try (AppenderFixture async = new AppenderFixture(new AsyncLoggerContext("asynchronous"))) {
      Logger logger = async.start().logger("l");
      ThreadContext.put("user", "u1");
      logger.error(new MarkerManager.Log4jMarker("M"), "m {}", 1, new IOException("gone"));
      ThreadContext.remove("user");
      logger.info(new StringMapMessage().with("k", "v"));
      await().until(() -> async.records().size() == 2);

      JsonNode first = async.records().get(0);
      assertThat(first.get("thread").textValue()).isEqualTo(Thread.currentThread().getName());
      assertThat(first.get("mdc")).hasToString("{\"user\":\"u1\"}");
      assertThat(first.get("message").textValue()).isEqualTo("m 1");
      assertThat(first.get("markers")).hasToString("[\"M\"]");
      assertThat(first.get("exception_message").textValue()).isEqualTo("gone");
      assertThat(async.records().get(1).has("mdc")).isFalse();
      assertThat(async.records().get(1).get("key_values")).hasToString("{\"k\":\"v\"}");
    }
  }

  @Test
  void map_ofAnEventWithNothingInIt_shipsWhatThereIs() {
    fixture.start();

    fixture.appender().append(Log4jLogEvent.newBuilder().setLevel(Level.INFO).build());

    assertThat(fixture.onlyRecord().get("level").textValue()).isEqualTo("INFO");
  }

  private static Log4jLogEvent.Builder event() {
    return Log4jLogEvent.newBuilder()
        .setLoggerName("l")
        .setLevel(Level.INFO)
        .setMessage(new SimpleMessage("m"));
  }
}
