// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import java.util.Locale;

/** Figures as readers want them: three digits. */
final class Numbers {

  private Numbers() {}

  /** As "1.23 M", "527 k", "0.0456". */
  static String text(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return "–";
    }
    if (size >= 999_500) {
      return digits(value / 1e6) + " M";
    }
    if (size >= 9_995) {
      return digits(value / 1e3) + " k";
    }
    return digits(value);
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    if (size < 5e-4) {
      return "0";
    }
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
