// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of promoted entries as the service reads the type of their column.
 *
 * <pre>
 * BIGINT     whole numbers in range, and their texts
 * DOUBLE     finite numbers, and their texts
 * BOOLEAN    true and false, and their texts in any case
 * TIMESTAMP  Instant, OffsetDateTime, ZonedDateTime, Date; ISO-8601 texts with an offset;
 *            whole numbers and their texts: microseconds since 1970
 * </pre>
 */
final class TypedValue {

  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);
  private static final int MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  /** Longer texts are no numbers of these types, and take long to parse. */
  private static final int MAX_TEXT = 400;

  private TypedValue() {}

  /**
   * Writes all of the value or nothing.
   *
   * @param type any but STRING
   * @return false when the value does not convert
   */
  static boolean write(PromotedType type, Object value, JsonBuffer out) {
    try {
      switch (type) {
        case BIGINT:
          return writeLong(longOf(value), out);
        case TIMESTAMP:
          return writeLong(microsOf(value), out);
        case DOUBLE:
          return writeDouble(value, out);
        default:
          return writeBoolean(value, out);
      }
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // No such number or date, or the application's own code fails: the column is NULL.
      return false;
    }
  }

  private static boolean writeLong(@Nullable Long value, JsonBuffer out) {
    if (value == null) {
      return false;
    }
    out.number(value);
    return true;
  }

  private static @Nullable Long longOf(Object value) {
    if (value instanceof Long) {
      return (Long) value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    String text = shortText(value);
    if (text == null) {
      return null;
    }
    // Of a number 1.0 is whole too; a text must be so as it stands.
    return value instanceof Number
        ? (Long) new BigDecimal(text).longValueExact()
        : (Long) Long.parseLong(text);
  }

  private static @Nullable Long microsOf(Object value) {
    if (value instanceof Instant) {
      return micros((Instant) value);
    }
    if (value instanceof OffsetDateTime) {
      return micros(((OffsetDateTime) value).toInstant());
    }
    if (value instanceof ZonedDateTime) {
      return micros(((ZonedDateTime) value).toInstant());
    }
    if (value instanceof Date) {
      return micros((Date) value);
    }
    String text = value instanceof Number ? null : shortText(value);
    return text == null || text.indexOf('T', 1) < 0
        ? longOf(value)
        : (Long) micros(ZonedDateTime.parse(text).toInstant());
  }

  /** The dates of JDBC without a time refuse to be instants; their timestamps know nanoseconds. */
  @SuppressWarnings("JavaUtilDate") // It is what applications put into their maps.
  private static long micros(Date date) {
    try {
      return micros(date.toInstant());
    } catch (UnsupportedOperationException e) {
      return Math.multiplyExact(date.getTime(), TimeUnit.MILLISECONDS.toMicros(1));
    }
  }

  private static long micros(Instant instant) {
    long ofSeconds = Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND);
    return Math.addExact(ofSeconds, instant.getNano() / NANOS_PER_MICRO);
  }

  /** A float as it is printed: as a double it would have digits that nobody has given. */
  private static boolean writeDouble(Object value, JsonBuffer out) {
    String text = shortText(value);
    if (text == null || !isDecimal(text)) {
      return false;
    }
    double number = Double.parseDouble(text);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return false;
    }
    out.raw(Double.toString(number).getBytes(US_ASCII));
    return true;
  }

  /** Without the words, the hexadecimal digits and the suffixes that Java reads too. */
  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean writeBoolean(Object value, JsonBuffer out) {
    String text = shortText(value);
    switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
      case "true":
        out.raw(TRUE);
        return true;
      case "false":
        out.raw(FALSE);
        return true;
      default:
        return false;
    }
  }

  private static @Nullable String shortText(Object value) {
    String text = UserText.of(value);
    return text == null || text.length() > MAX_TEXT ? null : text.trim();
  }
}
