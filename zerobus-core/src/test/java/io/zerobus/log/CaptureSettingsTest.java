// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureSettingsTest {

  private static CaptureSettings capture(String... namesAndValues) throws WrongSettingException {
    Map<String, String> file = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      file.put("zerobus." + namesAndValues[i], namesAndValues[i + 1]);
    }
    return AppenderSettings.builder().environment(Map.of()).ofAgent(file).buildCapture();
  }

  @Test
  void nothingGiven_shipsWhatReachesAnAppender() throws Exception {
    CaptureSettings settings = capture();

    assertThat(settings.reachingOnly()).isTrue();
    assertThat(settings.level()).isEqualTo("ALL");
    assertThat(settings.shipsLogger("com.example.Shop")).isTrue();
    assertThat(settings.shipsLogger(null)).isTrue();
  }

  @Test
  void given_inAnyCase() throws Exception {
    CaptureSettings settings = capture("capture", "Accepted", "level", "wArn");

    assertThat(settings.reachingOnly()).isFalse();
    assertThat(settings.level()).isEqualTo("WARN");
  }

  @ParameterizedTest
  @CsvSource({
    "com.example.Shop, true",
    "com.example.noise.Timer, false",
    "COM.EXAMPLE.Shop, false",
    "org.other, false",
    "audit, true",
  })
  void loggers_areIncludedByGlobsAndThenExcluded(String logger, boolean shipped) throws Exception {
    CaptureSettings settings =
        capture("logger.include", "com.example.*, audit", "logger.exclude", "*.noise.*");

    assertThat(settings.shipsLogger(logger)).isEqualTo(shipped);
    assertThat(settings.shipsLogger(null)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"level, loud", "capture, everything"})
  void wrongValue_isNamed(String name, String value) {
    assertThatThrownBy(() -> capture(name, value))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(value);
  }
}
