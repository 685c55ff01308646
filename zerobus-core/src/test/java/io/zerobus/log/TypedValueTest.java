// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TypedValueTest {

  private static final Instant INSTANT = Instant.parse("2026-02-03T04:05:06.123456789Z");
  private static final String MICROS = "1770091506123456";

  static Stream<Arguments> values() {
    return Stream.of(
        bigint(5, "5"),
        bigint(-7L, "-7"),
        bigint((short) 3, "3"),
        bigint("42", "42"),
        bigint(" -42 ", "-42"),
        bigint("9223372036854775807", "9223372036854775807"),
        bigint("9223372036854775808", null),
        bigint(new BigInteger("9223372036854775808"), null),
        bigint(new BigInteger("12"), "12"),
        bigint(new BigDecimal("12.00"), "12"),
        bigint(12.0, "12"),
        bigint(12.5, null),
        bigint(Double.NaN, null),
        bigint(1e300, null),
        bigint(new AtomicLong(9), "9"),
        bigint("1.0", null),
        bigint("x", null),
        bigint("", null),
        bigint(true, null),
        bigint(new StringBuilder("8"), "8"),
        bigint(new BigDecimal("1e1000000000"), null),
        dbl(1, "1.0"),
        dbl(0.1f, "0.1"),
        dbl(-2.5, "-2.5"),
        dbl("1e3", "1000.0"),
        dbl("1e999", null),
        dbl("NaN", null),
        dbl("0x1p3", null),
        dbl("1d", null),
        dbl(Double.POSITIVE_INFINITY, null),
        dbl(Float.NaN, null),
        dbl(new BigDecimal("1e400"), null),
        dbl("", null),
        bool(true, "true"),
        bool("FALSE", "false"),
        bool("True", "true"),
        bool("1", null),
        bool(1, null),
        time(INSTANT, MICROS),
        time(INSTANT.atZone(ZoneId.of("Asia/Tokyo")), MICROS),
        time(OffsetDateTime.ofInstant(INSTANT, ZoneId.of("-03:00")), MICROS),
        time(new Date(INSTANT.toEpochMilli()), "1770091506123000"),
        time(java.sql.Timestamp.from(INSTANT), MICROS),
        time(new java.sql.Date(86_400_000L), "86400000000"),
        time("2026-02-03T04:05:06.123456789Z", MICROS),
        time("2026-02-03T05:05:06.123456+01:00", MICROS),
        time("2026-02-03T05:05:06.123456+01:00[Europe/Berlin]", MICROS),
        time("1969-12-31T23:59:59.999999Z", "-1"),
        time("2026-02-03T04:05:06", null),
        time("2026-02-03", null),
        time(LocalDateTime.of(2026, 2, 3, 4, 5), null),
        time("soon, at T", null),
        time(Instant.MAX, null),
        time(MICROS, MICROS),
        time(5L, "5"),
        time(5.5, null));
  }

  private static Arguments bigint(Object value, @Nullable String written) {
    return Arguments.of(PromotedType.BIGINT, value, written);
  }

  private static Arguments dbl(Object value, @Nullable String written) {
    return Arguments.of(PromotedType.DOUBLE, value, written);
  }

  private static Arguments bool(Object value, @Nullable String written) {
    return Arguments.of(PromotedType.BOOLEAN, value, written);
  }

  private static Arguments time(Object value, @Nullable String written) {
    return Arguments.of(PromotedType.TIMESTAMP, value, written);
  }

  @ParameterizedTest
  @MethodSource("values")
  void write_ofAValue_isWhatTheServiceReadsOrNothing(
      PromotedType type, Object value, @Nullable String written) {
    JsonBuffer out = new JsonBuffer(16);

    boolean converted = TypedValue.write(type, value, out);

    assertThat(new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8))
        .isEqualTo(written == null ? "" : written);
    assertThat(converted).isEqualTo(written != null);
  }

  @Test
  void write_ofAValueWhoseCodeFails_isNothing() {
    Object failing =
        new Number() {
          @Override
          public int intValue() {
            throw new IllegalStateException();
          }

          @Override
          public long longValue() {
            throw new IllegalStateException();
          }

          @Override
          public float floatValue() {
            throw new IllegalStateException();
          }

          @Override
          public double doubleValue() {
            throw new IllegalStateException();
          }

          @Override
          public String toString() {
            throw new StackOverflowError();
          }
        };

    for (PromotedType type : PromotedType.values()) {
      if (type != PromotedType.STRING) {
        assertThat(TypedValue.write(type, failing, new JsonBuffer(16))).isFalse();
      }
    }
  }
}
