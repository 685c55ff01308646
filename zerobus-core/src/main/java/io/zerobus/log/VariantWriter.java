// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of a VARIANT column: JSON within a JSON string, which keeps the types of the
 * values. Not thread-safe.
 *
 * <p>Numbers, booleans, null, texts, maps, collections and arrays are what they are in JSON; NaN,
 * the infinities and all other objects are their texts. Texts may be cut when the record is
 * finished. The rest of the column gets at most half of a record: entries and elements behind that
 * are left out, and the record is marked as truncated. What is nested deeper than {@value
 * #MAX_DEPTH} is a text that says so; this also ends a structure that holds itself.
 */
final class VariantWriter {

  static final int MAX_DEPTH = 8;

  static final String TOO_DEEP = "[nested too deep]";

  private static final byte[] NULL = "null".getBytes(US_ASCII);
  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);

  /** A longer number is a text, so that it can be cut. */
  private static final int MAX_NUMBER = 400;

  private final JsonBuffer out;
  private final Cuts cuts;
  private final int maxRecordBytes;
  private int start;
  private int cutBytesBefore;
  private boolean leftOut;

  VariantWriter(JsonBuffer out, Cuts cuts, int maxRecordBytes) {
    this.out = out;
    this.cuts = cuts;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** Starts a column. */
  void begin() {
    start = out.length();
    cutBytesBefore = cuts.totalBytes();
    leftOut = false;
  }

  /** Whether something of the column is missing that cannot be found among the cuts. */
  boolean anyLeftOut() {
    return leftOut;
  }

  /**
   * Writes a key with its quotes and the colon; all of it or nothing.
   *
   * @return false when the entry must be left out
   */
  boolean key(String key) {
    int keyStart = out.length();
    int room = room();
    out.raw((byte) '\\', (byte) '"');
    if (room <= 0 || !out.embeddedText(key, out.length() + room)) {
      out.setLength(keyStart);
      leftOut = true;
      return false;
    }
    out.raw((byte) '\\', (byte) '"');
    out.raw((byte) ':');
    return true;
  }

  /** Writes a value; always something. */
  void value(@Nullable Object value) {
    value(value, 0);
  }

  /** The bytes that may still be written which cannot be cut. */
  private int room() {
    int fixedBytes = out.length() - start - (cuts.totalBytes() - cutBytesBefore);
    return maxRecordBytes / 2 - fixedBytes;
  }

  private void value(@Nullable Object value, int depth) {
    if (value == null) {
      out.raw(NULL);
    } else if (value instanceof String) {
      text((String) value);
    } else if (value instanceof Boolean) {
      out.raw((Boolean) value ? TRUE : FALSE);
    } else if (value instanceof Number) {
      number((Number) value);
    } else if (isNested(value)) {
      nested(value, depth);
    } else {
      text(UserText.of(value));
    }
  }

  private static boolean isNested(Object value) {
    return value instanceof Map || value instanceof Collection || value.getClass().isArray();
  }

  private void text(@Nullable String text) {
    if (text == null) {
      out.raw(NULL); // a toString() that gives null
      return;
    }
    out.raw((byte) '\\', (byte) '"');
    int textStart = out.length();
    boolean complete =
        out.embeddedText(text, LogRecordWriter.cuttableLimit(textStart, maxRecordBytes));
    cuts.add(Cuts.EMBEDDED, textStart, out.length(), complete);
    out.raw((byte) '\\', (byte) '"');
  }

  private void number(Number number) {
    if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte
        || number instanceof AtomicInteger
        || number instanceof AtomicLong) {
      out.number(number.longValue());
      return;
    }
    String text = UserText.of(number);
    if (text != null && text.length() <= Math.min(MAX_NUMBER, room()) && isJsonNumber(number)) {
      out.raw(text.getBytes(US_ASCII));
    } else {
      text(text);
    }
  }

  /** The text of one of these is a number in JSON too; that of a subclass may be anything. */
  private static boolean isJsonNumber(Number number) {
    Class<?> type = number.getClass();
    if (type == Double.class || type == Float.class) {
      return !Double.isNaN(number.doubleValue()) && !Double.isInfinite(number.doubleValue());
    }
    return type == BigDecimal.class || type == BigInteger.class;
  }

  private void nested(Object value, int depth) {
    if (depth == MAX_DEPTH) {
      text(TOO_DEEP);
      return;
    }
    int valueStart = out.length();
    int cutCount = cuts.count();
    try {
      if (value instanceof Map) {
        map((Map<?, ?>) value, depth + 1);
      } else if (value instanceof Collection) {
        collection((Collection<?>) value, depth + 1);
      } else {
        array(value, depth + 1);
      }
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // It changes meanwhile, or is the application's own: better its name than no event.
      out.setLength(valueStart);
      cuts.setCount(cutCount);
      text(UserText.failure("reading", value, e));
    }
  }

  /** Of two keys with one text the first stands. */
  private void map(Map<?, ?> map, int depth) {
    Set<String> keys = new HashSet<>();
    out.raw((byte) '{');
    int first = out.length();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(UserText.of(entry.getKey()));
      if (keys.add(asWritten(key))) {
        int end = out.length();
        if (end > first) {
          out.raw((byte) ',');
        }
        if (!hasRoom() || !key(key)) {
          out.setLength(end);
          break;
        }
        value(entry.getValue(), depth);
      }
    }
    out.raw((byte) '}');
  }

  /** Two keys may differ in lone surrogates only, which are all written as one character. */
  private static String asWritten(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        StringBuilder written = new StringBuilder();
        key.codePoints()
            .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
            .forEach(written::appendCodePoint);
        return written.toString();
      }
    }
    return key;
  }

  private void collection(Collection<?> collection, int depth) {
    out.raw((byte) '[');
    int first = out.length();
    for (Object element : collection) {
      if (!element(element, first, depth)) {
        break;
      }
    }
    out.raw((byte) ']');
  }

  private void array(Object array, int depth) {
    out.raw((byte) '[');
    int first = out.length();
    int length = Array.getLength(array);
    for (int i = 0; i < length && element(Array.get(array, i), first, depth); i++) {}
    out.raw((byte) ']');
  }

  /** False when there is no room for it. */
  private boolean element(@Nullable Object element, int first, int depth) {
    if (!hasRoom()) {
      return false;
    }
    if (out.length() > first) {
      out.raw((byte) ',');
    }
    value(element, depth);
    return true;
  }

  private boolean hasRoom() {
    boolean hasRoom = room() > 0;
    leftOut |= !hasRoom;
    return hasRoom;
  }
}
