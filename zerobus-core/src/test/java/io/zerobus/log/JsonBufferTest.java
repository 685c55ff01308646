// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBufferTest {

  private static final int NO_LIMIT = 1 << 20;
  private static final String[] ODD = {
    "\"",
    "\\",
    "\n",
    "\u0000",
    "\u001f",
    "\u007f",
    "\u0080",
    "\u00ff",
    "\u0122",
    "\u2028",
    "\ud83d\ude00"
  };

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void text_withAnOddCharacterAnywhere_isReadBackAsItWas() throws Exception {
    for (int length : new int[] {0, 1, 7, 8, 31, 32, 33, 255, 256, 257, 600}) {
      String plain = "abcdefghij klmnopqrstuvw".repeat(30).substring(0, length);
      assertReadBack(plain);
      for (String odd : ODD) {
        for (int at = 0; at <= length; at += length < 64 ? 1 : 13) {
          assertReadBack(plain.substring(0, at) + odd + plain.substring(at));
        }
      }
    }
  }

  @Test
  void text_ofAnything_isReadBackAsItWas() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(700); left > 0; left--) {
        text.append(
            random.nextInt(40) == 0
                ? ODD[random.nextInt(ODD.length)]
                : Character.toString(' ' + random.nextInt(90)));
      }
      assertReadBack(text.toString());
    }
  }

  private void assertReadBack(String text) throws Exception {
    assertThat(mapper.readValue(quoted(write(text, NO_LIMIT)), String.class)).isEqualTo(text);
    assertThat(write(new StringBuilder(text), NO_LIMIT)).isEqualTo(write(text, NO_LIMIT));
  }

  /** Whatever the limit, what is written is the longest part that fits, ended between two units. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789012345678901234567890123456789",
        "01234567890123456789012345678901234567\"9\u20ac\ud83d\ude00012345678901234567890123456789",
      })
  void text_beyondTheLimit_stopsBetweenTwoUnits(String text) {
    String all = write(text, NO_LIMIT);
    List<Integer> units = units(text);
    for (int limit = 0; limit < all.getBytes(UTF_8).length; limit++) {
      int most = limit;
      int fitting = units.stream().filter(end -> end <= most).max(Integer::compare).orElse(0);
      JsonBuffer buffer = new JsonBuffer(1);
      assertThat(buffer.text(text, limit)).isFalse();
      assertThat(buffer.length()).as("limit " + limit).isEqualTo(fitting);
      JsonBuffer other = new JsonBuffer(1);
      assertThat(other.text(new StringBuilder(text), limit)).isFalse();
      assertThat(other.length()).as("limit " + limit).isEqualTo(fitting);
    }
  }

  /** Where each unit of the text ends. */
  private static List<Integer> units(String text) {
    List<Integer> ends = new ArrayList<>();
    int end = 0;
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      int codePoint = text.codePointAt(i);
      end += codePoint == '"' ? 2 : Character.toString(codePoint).getBytes(UTF_8).length;
      ends.add(end);
    }
    return ends;
  }

  @Test
  void number_ofAnyLength_isWrittenInDecimal() {
    for (long value = 1; value > 0; value *= 10) {
      for (long near : new long[] {value - 1, value, value + 1, -value}) {
        JsonBuffer buffer = new JsonBuffer(1);
        buffer.number(near);
        assertThat(text(buffer)).isEqualTo(String.valueOf(near));
      }
    }
    JsonBuffer buffer = new JsonBuffer(1);
    buffer.number(Long.MIN_VALUE);
    assertThat(text(buffer)).isEqualTo(String.valueOf(Long.MIN_VALUE));
  }

  private static String write(String text, int limit) {
    JsonBuffer buffer = new JsonBuffer(1);
    assertThat(buffer.text(text, limit)).isTrue();
    return text(buffer);
  }

  private static String write(StringBuilder text, int limit) {
    JsonBuffer buffer = new JsonBuffer(1);
    assertThat(buffer.text(text, limit)).isTrue();
    return text(buffer);
  }

  private static String quoted(String inside) {
    return '"' + inside + '"';
  }

  private static String text(JsonBuffer buffer) {
    return new String(buffer.bytes(), 0, buffer.length(), UTF_8);
  }
}
