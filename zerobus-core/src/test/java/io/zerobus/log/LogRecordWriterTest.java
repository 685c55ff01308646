// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRecordWriterTest {

  /** Refuses what the service would take otherwise than we mean it. */
  static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final String INSTANCE = "00112233445566778899aabbccddeeff";

  @Test
  void finish_withAllColumns_isOneObjectWithTheColumnsOfTheContract() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete().addField("env", "prod"),
            writer -> {
              writer.timestampMicros(1_763_818_068_123_456L);
              writer.level("WARN");
              writer.logger("a.b.C");
              writer.thread("main");
              writer.message("hello");
              writer.exception(new IllegalStateException("broken"), JdkThrowableShape.INSTANCE);
              writer.mdc(mapOf("user", "u1", "none", null));
              writer.traceId("trace_id", "t1");
              writer.spanId("span_id", "s1");
              writer.beginKeyValues();
              writer.keyValue("n", 5);
              writer.keyValue("o", null);
              writer.endKeyValues();
              writer.beginMarkers();
              writer.marker("M1");
              writer.marker("M2");
              writer.endMarkers();
              writer.caller(new StackTraceElement("a.b.C", "m", "C.java", 12));
            });

    assertThat(record.get("timestamp").longValue()).isEqualTo(1_763_818_068_123_456L);
    assertThat(record.get("level").textValue()).isEqualTo("WARN");
    assertThat(record.get("logger").textValue()).isEqualTo("a.b.C");
    assertThat(record.get("thread").textValue()).isEqualTo("main");
    assertThat(record.get("message").textValue()).isEqualTo("hello");
    assertThat(record.get("exception_class").textValue())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(record.get("exception_message").textValue()).isEqualTo("broken");
    assertThat(record.get("stack_trace").textValue())
        .startsWith("java.lang.IllegalStateException: broken\n\tat io.zerobus.log.LogRecordWriter");
    assertThat(record.get("stack_hash").textValue()).matches("[0-9a-f]{16}");
    assertThat(record.get("mdc")).hasToString("{\"user\":\"u1\"}");
    assertThat(record.get("key_values")).hasToString("{\"n\":\"5\"}");
    assertThat(record.get("markers")).hasToString("[\"M1\",\"M2\"]");
    assertThat(record.get("trace_id").textValue()).isEqualTo("t1");
    assertThat(record.get("span_id").textValue()).isEqualTo("s1");
    assertThat(record.get("caller").textValue()).isEqualTo("a.b.C.m(C.java:12)");
    assertThat(record.get("service").textValue()).isEqualTo("shop");
    assertThat(record.get("host").textValue()).isEqualTo("host-1");
    assertThat(record.get("pid").longValue()).isEqualTo(4711);
    assertThat(record.get("instance_id").textValue()).isEqualTo(INSTANCE);
    assertThat(record.get("seq").longValue()).isEqualTo(7);
    assertThat(record.get("env").textValue()).isEqualTo("prod");

    Set<String> names = new TreeSet<>();
    record.fieldNames().forEachRemaining(names::add);
    Set<String> columns = new TreeSet<>();
    TestSettings.build(TestSettings.complete().addField("env", "prod"))
        .schema()
        .columns()
        .forEach(column -> columns.add(column.name()));
    columns.remove("truncated");
    assertThat(names).isEqualTo(columns);
  }

  @Test
  void finish_withoutOptionalColumns_leavesThemOut() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.timestampMicros(1);
              writer.level("INFO");
              writer.logger("l");
              writer.thread(null);
              writer.message(null);
              writer.mdc(Map.of());
              writer.traceId("trace_id", null);
            });

    assertThat((Iterable<String>) record::fieldNames)
        .containsExactlyInAnyOrder(
            "service", "host", "instance_id", "pid", "seq", "timestamp", "level", "logger");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 9, 10, 99, 100, 1_763_818_068_123_456L, Long.MAX_VALUE, Long.MIN_VALUE})
  void timestampMicros_ofAnyNumber_isExact(long micros) throws Exception {
    JsonNode record = write(TestSettings.complete(), writer -> writer.timestampMicros(micros));
    assertThat(record.get("timestamp").longValue()).isEqualTo(micros);
  }

  @Test
  void message_withEveryCharacter_comesBackAsItWas() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 97) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    JsonNode record = write(TestSettings.complete(), writer -> writer.message(all.toString()));
    assertThat(record.get("message").textValue()).isEqualTo(all.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "\uDC00", "a\uD800b", "\uDC00\uD800", "\uD800\uD800\uDC00"})
  void message_withALoneSurrogate_getsTheReplacementCharacter(String given) throws Exception {
    JsonNode record = write(TestSettings.complete(), writer -> writer.message(given));
    assertThat(record.get("message").textValue()).isEqualTo(replaceLoneSurrogates(given));
    assertThat(record.get("message").textValue()).contains("\uFFFD");
  }

  /** A null in a map is refused by the service, and a refused record ends the whole stream. */
  @Test
  void maps_withNullValuesOnly_areLeftOut() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.mdc(mapOf("a", null, "b", null));
              writer.beginKeyValues();
              writer.keyValue("c", null);
              writer.endKeyValues();
            });

    assertThat(record.has("mdc")).isFalse();
    assertThat(record.has("key_values")).isFalse();
    assertThat(record.has("instance_id")).isTrue();
  }

  // Complaint 14.
  @Test
  void keyValues_withAKeyGivenThrice_haveTheLastValueOnce() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.beginKeyValues();
              writer.keyValue("a", "1");
              writer.keyValue("b", "2");
              writer.keyValue("a", null);
              writer.keyValue("c", "3");
              writer.keyValue("a", "4");
              writer.keyValue(null, "5");
              writer.endKeyValues();
            });

    assertThat(record.get("key_values"))
        .hasToString("{\"b\":\"2\",\"c\":\"3\",\"a\":\"4\",\"null\":\"5\"}");
  }

  @Test
  void keyValues_withKeysThatAreWrittenAlike_haveOne() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.beginKeyValues();
              writer.keyValue("k\uD800", "1");
              writer.keyValue("k\uD801", "2");
              writer.endKeyValues();
            });

    assertThat(record.get("key_values")).hasToString("{\"k\uFFFD\":\"2\"}");
  }

  @Test
  void keyValues_inThousandsWithRepeats_areUniqueAndComplete() throws Exception {
    Map<String, String> expected = new LinkedHashMap<>();
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.beginKeyValues();
              for (int i = 0; i < 4000; i++) {
                String key = "key" + i % 1500;
                writer.keyValue(key, "v" + i);
                expected.put(key, "v" + i);
              }
              writer.endKeyValues();
            });

    assertThat(JSON.convertValue(record.get("key_values"), Map.class)).isEqualTo(expected);
  }

  // Complaint 16.
  @Test
  void keyValue_ofAValueWhoseToStringThrows_saysSo() throws Exception {
    Object failing =
        new Object() {
          @Override
          public String toString() {
            throw new StackOverflowError();
          }
        };
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.beginKeyValues();
              writer.keyValue("k", failing);
              writer.keyValue("array", new int[] {1, 2});
              writer.endKeyValues();
            });

    assertThat(record.get("key_values").get("k").textValue())
        .startsWith("[toString() of io.zerobus.log.LogRecordWriterTest")
        .endsWith(" failed: java.lang.StackOverflowError]");
    assertThat(record.get("key_values").get("array").textValue()).isEqualTo("[1, 2]");
  }

  @Test
  void mdc_givenEntryByEntry_hasTextsAndIsLeftOutWhenThereAreNone() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.beginMdc();
              writer.mdcEntry("user", "u1");
              writer.mdcEntry("attempt", 2);
              writer.mdcEntry("none", null);
              writer.endMdc();
            });
    JsonNode without =
        write(
            TestSettings.complete(),
            writer -> {
              writer.beginMdc();
              writer.endMdc();
              writer.message("m");
            });

    assertThat(record.get("mdc")).hasToString("{\"user\":\"u1\",\"attempt\":\"2\"}");
    assertThat(without.has("mdc")).isFalse();
  }

  @Test
  void mdc_thatCannotBeRead_isLeftOut() throws Exception {
    Map<String, String> broken =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, String>> entrySet() {
            return new AbstractSet<>() {
              @Override
              public Iterator<Entry<String, String>> iterator() {
                Iterator<Entry<String, String>> one = Map.of("a", "b").entrySet().iterator();
                return new Iterator<>() {
                  @Override
                  public boolean hasNext() {
                    return true;
                  }

                  @Override
                  public Entry<String, String> next() {
                    if (one.hasNext()) {
                      return one.next();
                    }
                    throw new ConcurrentModificationException();
                  }
                };
              }

              @Override
              public int size() {
                return 2;
              }
            };
          }
        };
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.mdc(broken);
              writer.message("kept");
            });

    assertThat(record.has("mdc")).isFalse();
    assertThat(record.get("message").textValue()).isEqualTo("kept");
  }

  @Test
  void exception_whoseMessageThrows_keepsTheEvent() throws Exception {
    Throwable failing =
        new RuntimeException("inner") {
          @Override
          public String getMessage() {
            throw new IllegalArgumentException();
          }
        };
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> writer.exception(failing, JdkThrowableShape.INSTANCE));

    assertThat(record.get("exception_message").textValue())
        .isEqualTo("[getMessage() failed: java.lang.IllegalArgumentException]");
    assertThat(record.get("stack_trace").textValue()).contains("[getMessage() failed: ");
  }

  @Test
  void exception_whoseTraceCannotBeRead_keepsTheEvent() throws Exception {
    Throwable failing =
        new RuntimeException("inner") {
          @Override
          public StackTraceElement[] getStackTrace() {
            throw new IllegalArgumentException();
          }
        };
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.message("kept");
              writer.exception(failing, JdkThrowableShape.INSTANCE);
            });

    assertThat(record.get("message").textValue()).isEqualTo("kept");
    assertThat(record.get("exception_message").textValue()).isEqualTo("inner");
    assertThat(record.has("stack_trace")).isFalse();
  }

  /** As of an application whose libraries do not fit together. */
  @Test
  void exception_whoseCauseIsOfAClassThatIsNotThere_keepsTheEvent() throws Exception {
    Throwable failing =
        new RuntimeException("inner") {
          @Override
          public synchronized Throwable getCause() {
            throw new NoClassDefFoundError("com/example/Cause");
          }
        };
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.message("kept");
              writer.exception(failing, JdkThrowableShape.INSTANCE);
            });

    assertThat(record.get("message").textValue()).isEqualTo("kept");
    assertThat(record.get("exception_message").textValue()).isEqualTo("inner");
    assertThat(record.has("stack_trace")).isFalse();
  }

  @Test
  void mdc_ofAClassThatCannotBeLinked_isLeftOutWhole() throws Exception {
    Map<String, String> broken =
        new LinkedHashMap<>(Map.of("a", "b")) {
          @Override
          public void forEach(BiConsumer<? super String, ? super String> action) {
            super.forEach(action);
            throw new NoSuchMethodError("com.example.Map.next()");
          }
        };
    JsonNode record =
        write(
            TestSettings.complete(),
            writer -> {
              writer.mdc(broken);
              writer.message("kept");
            });

    assertThat(record.has("mdc")).isFalse();
    assertThat(record.get("message").textValue()).isEqualTo("kept");
  }

  // Complaint 12.
  @Test
  void finish_ofARecordOfExactlyTheCap_isNotCut() throws Exception {
    LogRecordWriter writer = writer(TestSettings.complete().set("maxRecordSize", "2 KiB"));
    writer.begin(7);
    writer.message("");
    int rest = 2048 - writer.finish();

    assertThat(writeMessage(writer, "x".repeat(rest))).isEqualTo(2048);
    assertThat(parse(writer, 2048).has("truncated")).isFalse();

    int cut = writeMessage(writer, "x".repeat(rest + 1));
    assertThat(cut).isEqualTo(2048);
    JsonNode record = parse(writer, cut);
    assertThat(record.get("truncated").booleanValue()).isTrue();
    assertThat(record.get("message").textValue())
        .isEqualTo("x".repeat(rest - ",\"truncated\":true".length()));
  }

  // Complaint 12.
  @ParameterizedTest
  @ValueSource(strings = {"\uD83D\uDE00", "\u20AC", "\u00E4", "\"", "\u0001"})
  void finish_ofARecordOverTheCap_cutsBetweenUnits(String unit) throws Exception {
    LogRecordWriter writer = writer(TestSettings.complete().set("maxRecordSize", "1 KiB"));
    for (int shift = 0; shift < 7; shift++) {
      String message = "x".repeat(shift) + unit.repeat(1000);
      int length = writeMessage(writer, message);
      JsonNode record = parse(writer, length);
      assertThat(length).isBetween(1024 - 5, 1024);
      assertThat(message).startsWith(record.get("message").textValue());
      assertThat(record.get("truncated").booleanValue()).isTrue();
    }
  }

  // Complaint 12.
  @Test
  void finish_overTheCap_cutsInTheOrderOfTheContract() throws Exception {
    // Each step adds what no longer fits, and so takes from the next in order.
    JsonNode record = writeLarge(600, 100, 100, 100);
    assertThat(lengths(record)).containsExactly("message 100", "exception 100", "value 100");
    assertThat(record.get("stack_trace").textValue().length()).isBetween(1, 599);

    record = writeLarge(600, 900, 100, 100);
    assertThat(lengths(record)).contains("exception 100", "value 100");
    assertThat(record.get("stack_trace").textValue()).isEmpty();
    assertThat(record.get("message").textValue().length()).isBetween(1, 899);

    record = writeLarge(600, 900, 900, 100);
    assertThat(lengths(record)).contains("message 0", "value 100");
    assertThat(record.get("exception_message").textValue().length()).isBetween(1, 899);

    record = writeLarge(600, 900, 900, 900);
    assertThat(lengths(record)).contains("message 0", "exception 0");
    assertThat(record.get("mdc").get("v").textValue().length()).isBetween(1, 899);
  }

  @Test
  void finish_withManyValuesOverTheCap_cutsTheLongestOnly() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete()
                .set("maxRecordSize", "1 KiB")
                .addField("fixed_long", "f".repeat(1000))
                .addField("fixed_short", "f".repeat(20)),
            writer -> {
              writer.mdc(mapOf("long", "m".repeat(2000), "short", "m".repeat(30)));
              writer.beginKeyValues();
              writer.keyValue("long", "k".repeat(500));
              writer.keyValue("short", "k".repeat(40));
              writer.endKeyValues();
            });

    int fixed = record.get("fixed_long").textValue().length();
    assertThat(fixed).isGreaterThan(40);
    assertThat(record.get("mdc").get("long").textValue()).hasSize(fixed);
    assertThat(record.get("key_values").get("long").textValue()).hasSize(fixed);
    assertThat(record.get("fixed_short").textValue()).hasSize(20);
    assertThat(record.get("mdc").get("short").textValue()).hasSize(30);
    assertThat(record.get("key_values").get("short").textValue()).hasSize(40);
  }

  @Test
  void finish_whenTheFixedPartIsTooLarge_isOversize() {
    LogRecordWriter writer = writer(TestSettings.complete().set("maxRecordSize", "1 KiB"));
    List<Consumer<LogRecordWriter>> parts =
        Arrays.asList(
            w -> w.logger("l".repeat(1000)),
            w -> w.thread("t".repeat(100_000)),
            w -> w.mdc(mapOf("k".repeat(5000), "v")),
            w -> w.mdc(manyKeys(300)),
            w -> w.mdc(manyKeys(100_000)));
    for (Consumer<LogRecordWriter> part : parts) {
      writer.begin(7);
      part.accept(writer);
      assertThat(writer.finish()).isEqualTo(LogRecordWriter.OVERSIZE);
    }
    writer.begin(8);
    writer.message("fits");
    assertThat(writer.finish()).isPositive();
  }

  // Complaint 5.
  @Test
  void finish_withValuesManyTimesTheCap_boundsTheMemory() throws Exception {
    LogRecordWriter writer = writer(TestSettings.complete().set("maxRecordSize", "4 KiB"));
    writer.begin(7);
    String huge = "h".repeat(1 << 20);
    writer.message(huge);
    writer.beginKeyValues();
    for (int i = 0; i < 100; i++) {
      writer.keyValue("k" + i, huge);
    }
    writer.endKeyValues();
    int length = writer.finish();

    assertThat(length).isBetween(3000, 4096);
    parse(writer, length);
    assertThat(writer.capacityBytes()).isLessThan(100 * 1024);
  }

  @Test
  void finish_whenACutDuplicateIsRemoved_isNotTruncated() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete().set("maxRecordSize", "1 KiB"),
            writer -> {
              writer.beginKeyValues();
              writer.keyValue("k", "x".repeat(5000));
              writer.keyValue("k", "short");
              writer.endKeyValues();
            });

    assertThat(record.get("key_values").get("k").textValue()).isEqualTo("short");
    assertThat(record.has("truncated")).isFalse();
  }

  @Test
  void shrink_afterAHugeRecord_givesItsArrayUp() throws Exception {
    LogRecordWriter writer = writer(TestSettings.complete());
    writeMessage(writer, "x".repeat(200_000));
    assertThat(writer.capacityBytes()).isGreaterThan(200_000);

    writer.shrink();

    assertThat(writer.capacityBytes()).isLessThan(10_000);
    assertThat(parse(writer, writeMessage(writer, "after")).get("message").textValue())
        .isEqualTo("after");
  }

  // ------------------------------------------------------------------------------------------

  static LogRecordWriter writer(AppenderSettings.Builder settings) {
    return new LogRecordWriter(new RecordLayout(TestSettings.build(settings), INSTANCE, 4711));
  }

  static JsonNode write(AppenderSettings.Builder settings, Consumer<LogRecordWriter> event)
      throws Exception {
    LogRecordWriter writer = writer(settings);
    writer.begin(7);
    event.accept(writer);
    return parse(writer, writer.finish());
  }

  private static int writeMessage(LogRecordWriter writer, String message) {
    writer.begin(7);
    writer.message(message);
    return writer.finish();
  }

  static JsonNode parse(LogRecordWriter writer, int length) throws Exception {
    String text = new String(writer.bytes(), 0, length, StandardCharsets.UTF_8);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(length);
    return JSON.readTree(text);
  }

  private static JsonNode writeLarge(int trace, int message, int exceptionMessage, int value)
      throws Exception {
    StackTraceElement frame = new StackTraceElement("C", "m".repeat(trace), "C.java", 1);
    Throwable throwable =
        new Throwable("e".repeat(exceptionMessage)) {
          @Override
          public StackTraceElement[] getStackTrace() {
            return new StackTraceElement[] {frame};
          }
        };
    return write(
        TestSettings.complete().set("maxRecordSize", "1 KiB"),
        writer -> {
          writer.message("m".repeat(message));
          writer.mdc(Map.of("v", "v".repeat(value)));
          writer.exception(throwable, JdkThrowableShape.INSTANCE);
        });
  }

  private static List<String> lengths(JsonNode record) {
    return List.of(
        "message " + record.get("message").textValue().length(),
        "exception " + record.get("exception_message").textValue().length(),
        "value " + record.get("mdc").get("v").textValue().length());
  }

  static Map<String, String> mapOf(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private static Map<String, String> manyKeys(int count) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      map.put("key" + i, "");
    }
    return map;
  }

  static String replaceLoneSurrogates(String text) {
    StringBuilder replaced = new StringBuilder();
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(replaced::appendCodePoint);
    return replaced.toString();
  }
}
