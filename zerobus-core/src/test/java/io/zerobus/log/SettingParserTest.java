// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingParserTest {

  @ParameterizedTest
  @CsvSource({
    "500 ms, 500000000",
    "500ms, 500000000",
    "5 s, 5000000000",
    "1 min, 60000000000",
    "2 MIN, 120000000000",
    "1.5 s, 1500000000",
    "0, 0",
    "0 s, 0",
  })
  void parseNanos_withUnit_isExact(String text, long nanos) throws Exception {
    assertThat(SettingParser.parseNanos(Setting.LINGER, text, Long.MAX_VALUE)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "-1 s", "s", "5 parsecs", "1 2 s", "five s", "1..2 s", "2 h"})
  void parseNanos_withNonsense_namesSettingValueAndRemedy(String text) {
    assertThatThrownBy(
            () -> SettingParser.parseNanos(Setting.LINGER, text, TimeUnit.HOURS.toNanos(1)))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting linger: \"" + text + "\": use ");
  }

  @ParameterizedTest
  @CsvSource({
    "64 KiB, 65536",
    "64KB, 65536",
    "32 MiB, 33554432",
    "32MB, 33554432",
    "1 GiB, 1073741824",
    "1.5 KiB, 1536",
    "2000, 2000",
  })
  void parseBytes_withUnit_isExact(String text, int bytes) throws Exception {
    assertThat(SettingParser.parseBytes(Setting.BUFFER_SIZE, text, 1, Integer.MAX_VALUE))
        .isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1023", "3 GiB", "99999999999999999999", "-5", "1 lot", "KiB", "0x10"})
  void parseBytes_outOfRangeOrNonsense_namesSettingValueAndRemedy(String text) {
    assertThatThrownBy(
            () -> SettingParser.parseBytes(Setting.BUFFER_SIZE, text, 1024, Integer.MAX_VALUE))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting bufferSize: \"" + text + "\": use ");
  }

  @Test
  void parseBoolean_withAnythingElse_namesBothValues() {
    assertThatThrownBy(() -> SettingParser.parseBoolean(Setting.STRICT, "yes"))
        .hasMessage("Wrong setting strict: \"yes\": use true or false");
  }

  @Test
  void parseCount_outOfRange_namesTheRange() {
    assertThatThrownBy(() -> SettingParser.parseCount(Setting.BATCH_RECORDS, "0", 1, 9))
        .hasMessage("Wrong setting batchRecords: \"0\": use a whole number from 1 to 9");
  }

  @Test
  void wrong_withASecret_doesNotShowIt() {
    assertThat(SettingParser.wrong(Setting.CLIENT_SECRET, "pssst", "use another"))
        .hasMessageNotContaining("pssst");
  }
}
