// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolTest {
  private final ToolRun tool = new ToolRun();

  @Test
  void help_namesCommandsAndOptions() {
    assertThat(tool.outputOf("--help")).contains("generate-proto", "create-table", "doctor");
    assertThat(tool.outputOf("generate-proto", "--help"))
        .contains(
            "--uc-endpoint",
            "--client-id",
            "--client-secret",
            "--client-secret-file",
            "--table",
            "--table-json",
            "--output",
            "--proto-msg");
    assertThat(tool.outputOf("create-table", "--help")).contains("--field", "--principal");
    assertThat(tool.outputOf("doctor", "--help")).contains("--config");
  }

  @Test
  void version_isPrinted() {
    assertThat(tool.outputOf("--version")).startsWith("zerobus ");
    assertThat(tool.outputOf("create-table", "--version")).startsWith("zerobus ");
  }

  @Test
  void wrongUse_isOneLineAndExitCode2() {
    assertThat(tool.errorOf(2)).contains("no command", "--help");
    assertThat(tool.errorOf(2, "generate-protos")).contains("unknown command 'generate-protos'");
    assertThat(tool.errorOf(2, "create-table", "a.b.c")).contains("left over");
    assertThat(tool.errorOf(2, "generate-proto", "--table")).contains("--table");
    assertThat(tool.errorOf(2, "create-table")).contains("--table is missing");
  }

  @Test
  void unknownOption_isNamedWithoutItsValue() {
    for (String[] args :
        new String[][] {
          {"generate-proto", "--client-sercet", "s3cret"},
          {"generate-proto", "--client-sercet=s3cret"},
          {"generate-proto", "s3cret", "--client-sercet"},
        }) {
      assertThat(tool.errorOf(2, args)).contains("--client-sercet").doesNotContain("s3cret");
    }
  }
}
