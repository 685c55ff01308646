// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateProtoCommandTest {
  private final ToolRun tool = new ToolRun();

  @TempDir Path folder;

  private String[] args(String... more) {
    return Stream.concat(Stream.of("generate-proto"), Stream.of(more)).toArray(String[]::new);
  }

  private void assertOnlyFile(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly(name);
    }
  }

  @Test
  void record_fromStandardInput_isWrittenToStandardOutput() {
    tool.input(ToolRun.realRecord());
    assertThat(tool.outputOf(args("--table-json", "-", "--output", "-")))
        .contains("syntax = \"proto2\";", "message app_logs {", "required int64 ts = 1;");
  }

  @Test
  void record_fromAFile_isWrittenToAFileAndNothingElse() throws IOException {
    Path record = Files.writeString(folder.resolve("table.json"), ToolRun.realRecord());
    Path output = folder.resolve("out").resolve("logs.proto");
    Files.createDirectory(output.getParent());
    Files.writeString(output, "old ".repeat(1000));
    String printed =
        tool.outputOf(
            args(
                "--table-json=" + record,
                "--table=main.logs.APP_LOGS",
                "--proto-msg=LogRecord",
                "--output=" + output));
    assertThat(printed).isEmpty();
    assertThat(output).content().contains("message LogRecord {").doesNotContain("old");
    try (Stream<Path> files = Files.list(output.getParent())) {
      assertThat(files).containsExactly(output);
    }
  }

  @Test
  void failure_leavesTheOutputAsItWas() throws IOException {
    Path output = Files.writeString(folder.resolve("t.proto"), "old");
    tool.input("{\"name\":\"t\",\"columns\":[{\"name\":\"a\",\"type_text\":\"interval day\"}]}");
    assertThat(tool.errorOf(1, args("--table-json=-", "--output=" + output)))
        .contains("column 'a'", "INTERVAL DAY");
    tool.input("no json");
    assertThat(tool.errorOf(1, args("--table-json=-", "--output=" + output)))
        .contains("no table record");
    assertThat(output).hasContent("old");
    assertOnlyFile("t.proto");
  }

  @Test
  void filesThatCannotBeUsed_areNamed() {
    assertThat(tool.errorOf(1, args("--table-json=" + folder.resolve("x"), "--output=-")))
        .contains(folder.resolve("x") + " is not there");
    tool.input(ToolRun.realRecord());
    assertThat(tool.errorOf(1, args("--table-json=-", "--output=" + folder)))
        .contains("is a folder");
    assertThat(tool.errorOf(1, args("--table-json=-", "--output=" + folder.resolve("x/y.proto"))))
        .contains("folder is not there");
  }

  @Test
  void recordOfAnotherTable_isRefused() {
    tool.input(ToolRun.realRecord());
    assertThat(tool.errorOf(1, args("--table-json=-", "--table=a.b.c", "--output=-")))
        .contains("main.logs.app_logs", "a.b.c");
  }

  @Test
  void messageNameThatIsNoIdentifier_isRefused() {
    tool.input(ToolRun.realRecord());
    assertThat(tool.errorOf(1, args("--table-json=-", "--output=-", "--proto-msg=a-b")))
        .contains("'a-b'");
  }

  @Test
  void missingArguments_areNamedOneByOne() {
    assertThat(tool.errorOf(2, args())).contains("--output is missing");
    assertThat(tool.errorOf(2, args("--output=-"))).contains("--table is missing");
    assertThat(tool.errorOf(2, args("--output=-", "--table=a.b"))).contains("'a.b'");
    String[] withTable = args("--output=-", "--table=a.b.c");
    assertThat(tool.errorOf(2, withTable)).contains("--uc-endpoint is missing");
    tool.variable("DATABRICKS_HOST", "ftp://x");
    assertThat(tool.errorOf(2, withTable)).contains("--uc-endpoint: 'ftp://x'");
    tool.variable("DATABRICKS_HOST", "http://127.0.0.1:1/?o=123");
    assertThat(tool.errorOf(2, withTable)).contains("--client-id is missing");
    tool.variable("DATABRICKS_CLIENT_ID", "me").variable("DATABRICKS_CLIENT_SECRET", " ");
    assertThat(tool.errorOf(2, withTable)).contains("--client-secret is missing");
    assertThat(
            tool.errorOf(
                2,
                args(
                    "--output=-",
                    "--table=a.b.c",
                    "--client-secret=s3cret",
                    "--client-secret-file=f")))
        .contains("not both")
        .doesNotContain("s3cret");
  }

  @Test
  void workspaceThatDoesNotAnswer_isAFailureThatNamesItAndNoSecret() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
    tool.variable("DATABRICKS_CLIENT_ID", "me");
    assertThat(
            tool.errorOf(
                1,
                args(
                    "--uc-endpoint=http://127.0.0.1:" + port + "/o=42",
                    "--client-secret-file=" + secret,
                    "--table=a.b.c",
                    "--output=" + folder.resolve("t.proto"))))
        .contains("http://127.0.0.1:" + port + "/oidc/v1/token")
        .doesNotContain("s3cret");
    assertOnlyFile("secret");
  }

  @Test
  void plaintextToAnotherMachine_isRefused() {
    tool.variable("DATABRICKS_CLIENT_ID", "me").variable("DATABRICKS_CLIENT_SECRET", "s3cret");
    assertThat(
            tool.errorOf(2, args("--uc-endpoint=http://x.example", "--table=a.b.c", "--output=-")))
        .contains("https://")
        .doesNotContain("s3cret");
  }
}
