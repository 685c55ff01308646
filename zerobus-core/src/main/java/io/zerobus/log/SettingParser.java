// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns the text of a setting into its value, or says what would be right. */
final class SettingParser {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  private SettingParser() {}

  static boolean parseBoolean(Setting setting, String text) throws WrongSettingException {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true":
        return true;
      case "false":
        return false;
      default:
        throw wrong(setting, text, "use true or false");
    }
  }

  static int parseCount(Setting setting, String text, int min, int max)
      throws WrongSettingException {
    try {
      int value = Integer.parseInt(text.replace("_", ""));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message that names what would be right.
    }
    throw wrong(setting, text, "use a whole number from " + min + " to " + max);
  }

  /**
   * {@code 500 ms}, {@code 5 s}, {@code 1 min}, {@code 2 h}, with or without the space; {@code 0}.
   */
  static long parseNanos(Setting setting, String text, long maxNanos) throws WrongSettingException {
    Quantity quantity = Quantity.split(text);
    long unitNanos = quantity == null ? 0 : unitNanos(quantity);
    if (quantity == null || unitNanos == 0) {
      throw wrong(setting, text, "use a number with a unit, such as 500 ms, 5 s or 1 min");
    }
    BigDecimal nanos = quantity.number.multiply(BigDecimal.valueOf(unitNanos));
    if (nanos.compareTo(BigDecimal.valueOf(maxNanos)) > 0) {
      throw wrong(setting, text, "use at most " + formatNanos(maxNanos));
    }
    return nanos.longValue();
  }

  /** {@code 64 KiB}, {@code 32 MiB}, {@code 32MB} (units of 1024 either way), plain bytes. */
  static int parseBytes(Setting setting, String text, int minBytes, int maxBytes)
      throws WrongSettingException {
    Quantity quantity = Quantity.split(text);
    long unitBytes = quantity == null ? 0 : unitBytes(quantity.unit);
    if (quantity == null || unitBytes == 0) {
      throw wrong(setting, text, "use a number of bytes or one with a unit, such as 64 KiB");
    }
    BigDecimal bytes = quantity.number.multiply(BigDecimal.valueOf(unitBytes));
    if (bytes.compareTo(BigDecimal.valueOf(minBytes)) < 0
        || bytes.compareTo(BigDecimal.valueOf(maxBytes)) > 0) {
      throw wrong(setting, text, "use " + formatBytes(minBytes) + " to " + formatBytes(maxBytes));
    }
    return bytes.intValue();
  }

  static WrongSettingException wrong(Setting setting, String text, String remedy) {
    String shown = setting.isSecret() ? "the value given" : "\"" + text + "\"";
    return new WrongSettingException(
        setting.xmlName(), "Wrong setting " + setting.xmlName() + ": " + shown + ": " + remedy);
  }

  static String formatBytes(long bytes) {
    if (bytes >= MIB && bytes % MIB == 0) {
      return bytes / MIB + " MiB";
    }
    return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " bytes";
  }

  static String formatNanos(long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    return millis >= 1000 && millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  private static long unitNanos(Quantity quantity) {
    switch (quantity.unit) {
      case "":
        return quantity.number.signum() == 0 ? 1 : 0;
      case "ms":
        return TimeUnit.MILLISECONDS.toNanos(1);
      case "s":
        return TimeUnit.SECONDS.toNanos(1);
      case "min":
      case "m":
        return TimeUnit.MINUTES.toNanos(1);
      case "h":
        return TimeUnit.HOURS.toNanos(1);
      default:
        return 0;
    }
  }

  private static long unitBytes(String unit) {
    switch (unit) {
      case "":
      case "b":
        return 1;
      case "kib":
      case "kb":
      case "k":
        return KIB;
      case "mib":
      case "mb":
      case "m":
        return MIB;
      case "gib":
      case "gb":
      case "g":
        return 1024L * MIB;
      default:
        return 0;
    }
  }

  /** A number and the word behind it. */
  private static final class Quantity {
    final BigDecimal number;
    final String unit;

    private Quantity(BigDecimal number, String unit) {
      this.number = number;
      this.unit = unit;
    }

    static @Nullable Quantity split(String text) {
      int end = 0;
      while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
        end++;
      }
      try {
        String unit = text.substring(end).trim().toLowerCase(Locale.ROOT);
        return new Quantity(new BigDecimal(text.substring(0, end)), unit);
      } catch (NumberFormatException e) {
        return null;
      }
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }
}
