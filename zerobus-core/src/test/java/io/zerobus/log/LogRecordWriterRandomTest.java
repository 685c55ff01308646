// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random events against what a parser reads back. */
@Tag("slow")
class LogRecordWriterRandomTest {

  private static final int EVENTS_PER_CAP = 400;
  private static final int ANY_EVENTS_PER_CAP = 80;

  /** A property of the profile soak makes them more. */
  private static final int CAPS = 15 * Integer.getInteger("zerobus.rounds", 1);

  private static final String SECRET = "secret";

  // Complaint 12.
  @Test
  void finish_ofRandomEvents_isValidExactAndWithinTheCap() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < CAPS; i++) {
      int cap = 1024 + random.nextInt(3000);
      LogRecordWriter writer =
          LogRecordWriterTest.writer(
              TestSettings.complete()
                  .set("maxRecordSize", String.valueOf(cap))
                  .addField("field", "f" + randomText(random, 100)));
      for (int j = 0; j < EVENTS_PER_CAP; j++) {
        try {
          writeAndCheck(writer, cap, random);
        } catch (Exception | AssertionError e) {
          throw new AssertionError("seed " + seed + ", cap " + cap + ", event " + j, e);
        }
      }
    }
  }

  private static void writeAndCheck(LogRecordWriter writer, int cap, Random random)
      throws Exception {
    int size = 1 << random.nextInt(12);
    String message = randomText(random, size);
    String exceptionMessage = randomText(random, size);
    Map<String, String> mdc = randomMap(random, size);
    writer.begin(random.nextInt());
    writer.message(message);
    writer.mdc(mdc);
    boolean withException = random.nextInt(3) == 0;
    if (withException) {
      writer.exception(new Throwable(exceptionMessage), JdkThrowableShape.INSTANCE);
    }
    Map<String, String> keyValues = new LinkedHashMap<>();
    boolean withKeyValues = random.nextBoolean();
    if (withKeyValues) {
      writer.beginKeyValues();
      for (int i = random.nextInt(12); i >= 0; i--) {
        String key = randomText(random, 3);
        String value = random.nextInt(6) == 0 ? null : randomText(random, size);
        writer.keyValue(key, value);
        if (value != null) {
          keyValues.put(LogRecordWriterTest.replaceLoneSurrogates(key), value);
        }
      }
      writer.endKeyValues();
    }
    int length = writer.finish();
    if (length == LogRecordWriter.OVERSIZE) {
      return;
    }
    assertThat(length).isLessThanOrEqualTo(cap);
    JsonNode record = LogRecordWriterTest.parse(writer, length);
    boolean truncated = record.has("truncated");
    check(record.get("message"), message, truncated);
    check(record.get("mdc"), mdc, truncated);
    if (withException) {
      check(record.get("exception_message"), exceptionMessage, truncated);
    }
    if (withKeyValues) {
      check(record.get("key_values"), keyValues, truncated);
    }
    if (truncated && !withException && !record.get("message").textValue().isEmpty()) {
      // Only the message was cut: by no more than needed, up to one unit.
      assertThat(length).isGreaterThan(cap - 6);
    }
  }

  /** Any settings: the record stays valid, and what must not be shown is not. */
  @Test
  void finish_withRandomSettings_isValidWithinTheCapAndShowsNoSecret() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int written = 0;
    for (int i = 0; i < CAPS; i++) {
      int cap = 1024 + random.nextInt(3000);
      LogRecordWriter writer =
          LogRecordWriterTest.writer(
              randomSettings(random).set("maxRecordSize", String.valueOf(cap)));
      for (int j = 0; j < ANY_EVENTS_PER_CAP; j++) {
        try {
          written += writeAnyAndCheck(writer, cap, random) ? 1 : 0;
        } catch (Exception | AssertionError e) {
          throw new AssertionError("seed " + seed + ", cap " + cap + ", event " + j, e);
        }
      }
    }
    // Else it would be too many that show nothing.
    assertThat(written).isGreaterThan(CAPS * ANY_EVENTS_PER_CAP * 3 / 4);
  }

  private static AppenderSettings.Builder randomSettings(Random random) {
    AppenderSettings.Builder settings = TestSettings.complete().addMask("*" + SECRET + "*");
    settings.set("keyValuesType", random.nextBoolean() ? "variant" : "map");
    for (DefaultColumn column : DefaultColumn.values()) {
      String enabled = random.nextInt(6) == 0 ? "false" : null;
      String as = random.nextInt(6) == 0 ? "my_" + column.columnName() : null;
      settings.addColumn(column.columnName(), as, enabled);
    }
    for (PromotedType type : PromotedType.values()) {
      settings.addPromotion(type.name(), "p_" + type.name(), type.name());
    }
    settings.addPromotion("a" + SECRET, "p_secret", null);
    if (random.nextBoolean()) {
      settings.set("mdcInclude", "?*").set("mdcExclude", "*e*,x");
    }
    return settings;
  }

  /** False when the record is too large. */
  private static boolean writeAnyAndCheck(LogRecordWriter writer, int cap, Random random)
      throws Exception {
    int size = 1 << random.nextInt(12);
    String message = "m" + randomText(random, size);
    writer.begin(random.nextInt());
    writer.message(message);
    writer.beginMdc();
    for (int i = random.nextInt(8); i > 0; i--) {
      String key = randomKey(random);
      writer.mdcEntry(key, randomValue(random, key, size, 0));
    }
    writer.endMdc();
    writer.traceId("trace" + SECRET, SECRET);
    writer.beginKeyValues();
    for (int i = random.nextInt(12); i > 0; i--) {
      String key = randomKey(random);
      writer.keyValue(key, randomValue(random, key, size, 0));
    }
    writer.endKeyValues();
    if (random.nextInt(4) == 0) {
      writer.exception(new Throwable(randomText(random, size)), JdkThrowableShape.INSTANCE);
    }
    int length = writer.finish();
    if (length == LogRecordWriter.OVERSIZE) {
      return false;
    }
    assertThat(length).isLessThanOrEqualTo(cap);
    JsonNode record = LogRecordWriterTest.parse(writer, length);
    assertThat(record.toString()).doesNotContain("pssst");
    JsonNode keyValues =
        record.has("key_values") ? record.get("key_values") : record.path("my_key_values");
    if (keyValues.isTextual()) {
      assertThat(LogRecordWriterTest.JSON.readTree(keyValues.textValue()).size()).isPositive();
    }
    JsonNode written = record.has("message") ? record.get("message") : record.path("my_message");
    if (written.isTextual()) {
      check(written, message, true);
    }
    for (String integer : new String[] {"p_BIGINT", "p_TIMESTAMP"}) {
      assertThat(!record.has(integer) || record.get(integer).canConvertToLong()).isTrue();
    }
    assertThat(!record.has("p_DOUBLE") || record.get("p_DOUBLE").isFloatingPointNumber()).isTrue();
    assertThat(!record.has("p_BOOLEAN") || record.get("p_BOOLEAN").isBoolean()).isTrue();
    return true;
  }

  private static String randomKey(Random random) {
    PromotedType[] types = PromotedType.values();
    switch (random.nextInt(4)) {
      case 0:
        return types[random.nextInt(types.length)].name();
      case 1:
        return (random.nextBoolean() ? "a" : "b") + SECRET;
      default:
        return randomText(random, 3);
    }
  }

  /** A masked key gets a value that must not be found. */
  private static Object randomValue(Random random, String key, int size, int depth) {
    if (key.endsWith(SECRET)) {
      return random.nextBoolean() ? "pssst" : List.of(Map.of("x", "pssst"));
    }
    switch (random.nextInt(depth > 9 ? 7 : 9)) {
      case 0:
        return null;
      case 1:
        return random.nextLong();
      case 2:
        return random.nextInt(4) == 0 ? Double.NaN : random.nextGaussian();
      case 3:
        return random.nextBoolean();
      case 4:
        return new BigDecimal(new BigInteger(random.nextInt(3000), random), random.nextInt(9));
      case 5:
      case 6:
        return randomText(random, size);
      case 7:
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
          list.add(randomValue(random, "", size / 4, depth + 3));
        }
        return list;
      default:
        Map<Object, Object> map = new HashMap<>();
        for (int i = random.nextInt(10); i > 0; i--) {
          map.put(randomText(random, 9), randomValue(random, "", size / 4, depth + 3));
        }
        return map;
    }
  }

  private static void check(JsonNode actual, String expected, boolean truncated) {
    String text = LogRecordWriterTest.replaceLoneSurrogates(expected);
    if (truncated) {
      assertThat(text).startsWith(actual.textValue());
    } else {
      assertThat(actual.textValue()).isEqualTo(text);
    }
  }

  private static void check(JsonNode actual, Map<String, String> expected, boolean truncated) {
    Map<String, String> byWrittenKey = new LinkedHashMap<>();
    expected.forEach(
        (key, value) -> {
          if (value != null) {
            byWrittenKey.put(LogRecordWriterTest.replaceLoneSurrogates(key), value);
          }
        });
    if (byWrittenKey.isEmpty()) {
      assertThat(actual).isNull();
      return;
    }
    assertThat(actual.size()).isEqualTo(byWrittenKey.size());
    byWrittenKey.forEach((key, value) -> check(actual.get(key), value, truncated));
  }

  private static Map<String, String> randomMap(Random random, int size) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      map.put(randomText(random, 8), random.nextInt(8) == 0 ? null : randomText(random, size));
    }
    return map;
  }

  private static String randomText(Random random, int maxLength) {
    int length = random.nextInt(maxLength + 1);
    int kind = random.nextInt(4);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      switch (kind == 3 ? random.nextInt(5) : kind) {
        case 0:
          text.append((char) (' ' + random.nextInt(95)));
          break;
        case 1:
          text.append((char) random.nextInt(0x800));
          break;
        case 2:
          text.append((char) random.nextInt(0x10000));
          break;
        case 3:
          text.append((char) (0xD800 + random.nextInt(0x800)));
          break;
        default:
          text.append((char) random.nextInt(0x20));
          break;
      }
    }
    return text.toString();
  }
}
