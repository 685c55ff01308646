// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static io.zerobus.log.LogRecordWriterTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Column {@code key_values} as a VARIANT: JSON text in a JSON string. */
class VariantWriterTest {

  private static AppenderSettings.Builder settings() {
    return TestSettings.complete().set("keyValuesType", "variant");
  }

  private static @Nullable JsonNode variantOf(JsonNode record) throws Exception {
    JsonNode column = record.get("key_values");
    return column == null ? null : JSON.readTree(column.textValue());
  }

  private static JsonNode write(Consumer<LogRecordWriter> event) throws Exception {
    return LogRecordWriterTest.write(settings(), keyValues(event));
  }

  private static Consumer<LogRecordWriter> keyValues(Consumer<LogRecordWriter> event) {
    return writer -> {
      writer.beginKeyValues();
      event.accept(writer);
      writer.endKeyValues();
    };
  }

  private static String textOf(Object value) throws Exception {
    JsonNode record = write(writer -> writer.keyValue("k", value));
    String text = record.get("key_values").textValue();
    JSON.readTree(text);
    return text.substring("{\"k\":".length(), text.length() - 1);
  }

  // Complaint 21.
  @Test
  void value_ofEachType_isWhatItIsInJson() throws Exception {
    assertThat(textOf("text")).isEqualTo("\"text\"");
    assertThat(textOf(5)).isEqualTo("5");
    assertThat(textOf(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    assertThat(textOf((byte) -1)).isEqualTo("-1");
    assertThat(textOf(0.1f)).isEqualTo("0.1");
    assertThat(textOf(1e300)).isEqualTo("1.0E300");
    assertThat(textOf(Double.NaN)).isEqualTo("\"NaN\"");
    assertThat(textOf(Float.NEGATIVE_INFINITY)).isEqualTo("\"-Infinity\"");
    assertThat(textOf(new BigDecimal("1.50"))).isEqualTo("1.50");
    assertThat(textOf(BigInteger.TEN.pow(30))).isEqualTo("1" + "0".repeat(30));
    assertThat(textOf(BigInteger.TEN.pow(1000))).isEqualTo("\"1" + "0".repeat(1000) + "\"");
    assertThat(textOf(true)).isEqualTo("true");
    assertThat(textOf(false)).isEqualTo("false");
    assertThat(textOf('c')).isEqualTo("\"c\"");
    assertThat(textOf(Thread.State.NEW)).isEqualTo("\"NEW\"");
    assertThat(textOf(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(textOf(new Object[] {"a", null, new long[0]})).isEqualTo("[\"a\",null,[]]");
    assertThat(textOf(List.of(1, List.of(), Map.of()))).isEqualTo("[1,[],{}]");
    assertThat(textOf(Map.of("a", Map.of("b", List.of(1.5))))).isEqualTo("{\"a\":{\"b\":[1.5]}}");
  }

  @Test
  void value_thatIsNull_isKeptWhereAMapLeavesItOut() throws Exception {
    assertThat(variantOf(write(writer -> writer.keyValue("k", null)))).hasToString("{\"k\":null}");
    assertThat(variantOf(write(writer -> {}))).isNull();
  }

  @Test
  void text_withEveryCharacter_comesBackAsItWas() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 97) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    JsonNode variant =
        variantOf(
            LogRecordWriterTest.write(
                settings().set("maxRecordSize", "1 MiB"),
                keyValues(
                    writer -> {
                      writer.keyValue(all.toString(), all.toString());
                      writer.keyValue("lone", "a\uD800b");
                    })));

    assertThat(variant.get(all.toString()).textValue()).isEqualTo(all.toString());
    assertThat(variant.get("lone").textValue()).isEqualTo("a\uFFFDb");
  }

  @Test
  void keys_givenTwice_haveTheLastValue() throws Exception {
    JsonNode variant =
        variantOf(
            write(
                writer -> {
                  writer.keyValue("a", List.of("x", "y", "z"));
                  writer.keyValue("b\"", "1");
                  writer.keyValue("a", Map.of("n", 1));
                  writer.keyValue("b\"", "2");
                  writer.keyValue("k\uD800", 1);
                  writer.keyValue("k\uD801", 2);
                }));

    assertThat(variant).hasToString("{\"a\":{\"n\":1},\"b\\\"\":\"2\",\"k\uFFFD\":2}");
  }

  @Test
  void keys_ofANestedMapThatReadAlike_standOnce() throws Exception {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(1, "number");
    map.put("1", "text");
    map.put("k\uD800", "a");
    map.put("k\uD801", "b");
    map.put(null, "c");

    assertThat(textOf(map)).isEqualTo("{\"1\":\"number\",\"k\uFFFD\":\"a\",\"null\":\"c\"}");
  }

  @Test
  void structure_thatHoldsItself_ends() throws Exception {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThat(textOf(list)).isEqualTo("[[[[[[[[\"[nested too deep]\"]]]]]]]]");

    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      map.put("k" + i, map);
    }
    JsonNode record = write(writer -> writer.keyValue("k", map));
    assertThat(variantOf(record)).isNotNull();
    assertThat(record.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void structure_thatCannotBeRead_saysSoAndKeepsTheRest() throws Exception {
    List<Object> failing =
        new ArrayList<>(List.of("a", 1)) {
          @Override
          public java.util.Iterator<Object> iterator() {
            throw new java.util.ConcurrentModificationException();
          }
        };

    JsonNode variant =
        variantOf(
            write(
                writer -> {
                  writer.keyValue("k", Arrays.asList("before", failing, "after"));
                  writer.keyValue("l", 1);
                }));

    assertThat(variant.get("k").get(0).textValue()).isEqualTo("before");
    assertThat(variant.get("k").get(1).textValue())
        .startsWith("[reading of ")
        .endsWith(" failed: java.util.ConcurrentModificationException]");
    assertThat(variant.get("k").get(2).textValue()).isEqualTo("after");
    assertThat(variant.get("l").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D\uDE00", "\u20AC", "\u00E4", "\"", "\\", "\n", "\u0001", "x"})
  void texts_overTheCap_areCutBetweenUnits(String unit) throws Exception {
    for (int shift = 0; shift < 9; shift++) {
      String text = "x".repeat(shift) + unit.repeat(1000);
      JsonNode record =
          LogRecordWriterTest.write(
              settings().set("maxRecordSize", "1 KiB"),
              keyValues(
                  writer -> {
                    writer.keyValue("n", 5);
                    writer.keyValue("k", List.of(text, Map.of("t", text)));
                  }));

      JsonNode variant = variantOf(record);
      assertThat(record.get("truncated").booleanValue()).isTrue();
      assertThat(variant.get("n").intValue()).isEqualTo(5);
      assertThat(text).startsWith(variant.get("k").get(0).textValue());
      assertThat(text).startsWith(variant.get("k").get(1).get("t").textValue());
      assertThat(variant.get("k").get(0).textValue()).hasSizeGreaterThan(20);
    }
  }

  @Test
  void entries_withoutRoom_areLeftOutAndMarked() throws Exception {
    JsonNode record =
        LogRecordWriterTest.write(
            settings().set("maxRecordSize", "2 KiB"),
            keyValues(
                writer -> {
                  writer.keyValue("first", 1);
                  writer.keyValue("numbers", Collections.nCopies(100_000, 7));
                  writer.keyValue("key".repeat(2000), 1);
                  for (int i = 0; i < 1000; i++) {
                    writer.keyValue("late" + i, i);
                  }
                }));

    JsonNode variant = variantOf(record);
    assertThat(variant.get("first").intValue()).isEqualTo(1);
    assertThat(variant.get("numbers").size()).isBetween(100, 1024);
    assertThat(variant.size()).isLessThan(100);
    assertThat(record.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void values_manyTimesTheCap_boundTheMemory() throws Exception {
    LogRecordWriter writer = LogRecordWriterTest.writer(settings().set("maxRecordSize", "4 KiB"));
    writer.begin(1);
    keyValues(w -> w.keyValue("k", Collections.nCopies(1000, "h".repeat(100_000)))).accept(writer);
    int length = writer.finish();

    variantOf(LogRecordWriterTest.parse(writer, length));
    assertThat(writer.capacityBytes()).isLessThan(100 * 1024);
  }
}
