// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

class ArgumentsTest {

  @Test
  void attach_takesProcessAndFileInAnyOrder() throws Exception {
    for (String[] line :
        new String[][] {
          {"attach", "12", "--config", "a.properties"},
          {"attach", "--config", "a.properties", "12"},
          {"attach", "--config=a.properties", "12"},
        }) {
      Arguments arguments = Arguments.parse(line);
      assertThat(arguments.command()).isEqualTo(Arguments.Command.ATTACH);
      assertThat(arguments.pid()).isEqualTo(12);
      assertThat(arguments.configFile()).isEqualTo("a.properties");
    }
    assertThat(Arguments.parse("attach", "7").configFile()).isNull();
  }

  @Test
  void listAndDoctor_needNothing() throws Exception {
    assertThat(Arguments.parse("list").command()).isEqualTo(Arguments.Command.LIST);
    assertThat(Arguments.parse("doctor").command()).isEqualTo(Arguments.Command.DOCTOR);
    assertThat(Arguments.parse("doctor", "--config", "x").configFile()).isEqualTo("x");
    assertThat(Arguments.parse("--version").command()).isEqualTo(Arguments.Command.VERSION);
  }

  @Test
  void help_anywhere_isHelp() throws Exception {
    assertThat(Arguments.parse("--help").command()).isEqualTo(Arguments.Command.HELP);
    assertThat(Arguments.parse("attach", "-h").command()).isEqualTo(Arguments.Command.HELP);
  }

  @Test
  void wrongUse_isSaidWithExitCode2() {
    assertThat(errorOf()).contains("no command");
    assertThat(errorOf("atach", "1")).contains("unknown command 'atach'");
    assertThat(errorOf("attach")).contains("needs the number of a process");
    assertThat(errorOf("attach", "Main")).contains("'Main' is no number of a process");
    assertThat(errorOf("attach", "0")).contains("'0' is no number");
    assertThat(errorOf("attach", "1", "--config")).contains("--config needs the path");
    assertThat(errorOf("attach", "1", "--config=")).contains("--config needs the path");
    assertThat(errorOf("attach", "1", "--config=a", "--config=b")).contains("given twice");
    assertThat(errorOf("list", "--config", "a")).contains("unknown option --config");
  }

  @Test
  void whatIsNotUnderstood_isNamedWithoutItsValue() {
    assertThat(errorOf("attach", "1", "--client-secret=s3cret"))
        .contains("unknown option --client-secret")
        .doesNotContain("s3cret");
    assertThat(errorOf("attach", "1", "s3cret")).contains("left over").doesNotContain("s3cret");
    assertThat(errorOf("doctor", "s3cret")).contains("left over").doesNotContain("s3cret");
  }

  private static String errorOf(String... line) {
    ToolException e = catchThrowableOfType(ToolException.class, () -> Arguments.parse(line));
    assertThat(e.exitCode()).isEqualTo(2);
    assertThat(e).hasMessageEndingWith("; see --help");
    return e.getMessage();
  }
}
