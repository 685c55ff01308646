// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {
  @Test
  void parse_nothing_isTenSecondsAndNothingKept() {
    DemoOptions options = DemoOptions.parse();

    assertThat(options.load()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.keep()).isFalse();
    assertThat(options.jvmOptions()).isEmpty();
    assertThat(options.terminal()).isFalse();
  }

  @Test
  void parse_all_isTaken() {
    DemoOptions options =
        DemoOptions.parse("--home", "/x", "--terminal", "--seconds", "5", "--keep", "--agent");

    assertThat(options)
        .isEqualTo(
            new DemoOptions(
                Path.of("/x").toAbsolutePath(), Duration.ofSeconds(5), true, true, true));
    assertThat(options.jvmOptions())
        .containsExactly("-javaagent:/x/zerobus-agent/target/zerobus-agent.jar");
    assertThat(options.applicationJar().getFileName()).hasToString("spring-boot-agent.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "ten", "", "99999999999999999999"})
  void parse_secondsThatAreNone_isRefusedWithTheValue(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DemoOptions.parse("--seconds", value))
        .withMessageContaining("--seconds")
        .withMessageEndingWith("not " + value);
  }

  @Test
  void parse_valueMissing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DemoOptions.parse("--seconds"))
        .withMessage("--seconds needs a value");
  }

  @Test
  void parse_unknownOption_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DemoOptions.parse("--fast"))
        .withMessage("unknown option --fast");
  }
}
