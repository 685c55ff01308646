// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0001, 0",
    "0.0456, 0.046",
    "2.957, 2.96",
    "12.34, 12.3",
    "99.96, 100",
    "9994, 9994",
    "527123, 527 k",
    "999600, 1.00 M",
    "2826531, 2.83 M",
    "NaN, –",
  })
  void text_anySize_threeDigits(double value, String text) {
    assertThat(Numbers.text(value)).isEqualTo(text);
  }
}
