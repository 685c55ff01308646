// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks against the local server. */
class DoctorCommandIT {

  private static final String HEALTHY = "main.default.healthy";
  private static final String ODD = "main.default.odd";

  private static ZerobusLocal server;

  @TempDir Path folder;

  private final ToolRun tool = new ToolRun();

  @BeforeAll
  static void startServer() {
    ToolRun sql = new ToolRun();
    String odd =
        sql.outputOf("create-table", "--table", ODD, "--no-caller", "--no-column", "stack_hash")
            .replace("  pid BIGINT", "  pid STRING");
    server = ZerobusLocal.builder().table(HEALTHY).ddl(odd).start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void environment() {
    tool.variable("ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint())
        .variable("ZEROBUS_TABLE_NAME", HEALTHY)
        .variable("DATABRICKS_HOST", server.workspaceUrl())
        .variable("DATABRICKS_CLIENT_ID", server.clientId())
        .variable("DATABRICKS_CLIENT_SECRET", server.clientSecret());
  }

  @Test
  void doctor_whenAllIsWell_saysSoAndWritesNothing() throws Exception {
    String out = tool.outputOf("doctor");
    assertThat(out)
        .containsPattern("zerobus.client.secret +\\*\\*\\* +environment variable DATABRICKS_")
        .contains("OK      settings")
        .contains("OK      token")
        .contains("OK      table     " + HEALTHY)
        .contains("OK      columns")
        .contains("OK      stream")
        .doesNotContain("FAILED", "SKIPPED", server.clientSecret());
    assertThat(server.rows("SELECT * FROM " + HEALTHY)).isEmpty();
  }

  @Test
  void doctor_withAFile_takesWhatTheEnvironmentDoesNotGive() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("app.properties"),
            "zerobus.table.name=main.default.nowhere\nzerobus.batch.size=2 KiB\n");
    assertThat(tool.outputOf("doctor", "--config", file.toString()))
        .contains("configuration file: " + file)
        .containsPattern("zerobus.batch.size +2 KiB +file\n")
        .containsPattern("zerobus.table.name +" + HEALTHY + " +environment variable");
  }

  @Test
  void doctor_withAWrongSecret_failsAtTheToken() {
    tool.variable("DATABRICKS_CLIENT_SECRET", "wrong-s3cret");
    assertThat(failed())
        .containsPattern("FAILED  token     .*HTTP 401.*its secret")
        .contains("OK      settings", "SKIPPED table", "SKIPPED columns", "SKIPPED stream")
        .doesNotContain("wrong-s3cret");
  }

  @Test
  void doctor_withAnUnknownTable_saysSoWithTheRemedy() {
    tool.variable("ZEROBUS_TABLE_NAME", "main.default.nowhere");
    assertThat(failed())
        .contains("main.default.nowhere")
        .containsPattern("FAILED  (token|table)     .*does not exist");
  }

  @Test
  void doctor_whenColumnsDiffer_namesEach() {
    tool.variable("ZEROBUS_TABLE_NAME", ODD).variable("ZEROBUS_FIELD_TENANT", "a");
    assertThat(failed())
        .contains("OK      table", "OK      stream")
        .containsPattern("FAILED  columns   Column stack_hash is missing .* ADD COLUMN stack_hash")
        .containsPattern("FAILED  columns   Column tenant is missing .* ADD COLUMN tenant STRING")
        .containsPattern("FAILED  columns   Column pid of .* is STRING, but BIGINT is written")
        .doesNotContain("Column caller");
  }

  @Test
  void doctor_whenColumnCallerIsWrittenAndNotThere_namesIt() {
    tool.variable("ZEROBUS_TABLE_NAME", ODD).variable("ZEROBUS_CALLER_DATA", "true");
    assertThat(failed()).contains("FAILED  columns   Column caller is missing");
  }

  @Test
  void doctor_whenNobodyListensAtTheEndpoint_failsAtTheStream() {
    tool.variable("ZEROBUS_SERVER_ENDPOINT", "http://127.0.0.1:1");
    assertThat(failed())
        .contains("OK      table")
        .containsPattern("FAILED  stream    http://127.0.0.1:1: UNAVAILABLE.*check serverEndpoint");
  }

  @Test
  void doctor_withAWrongSetting_goesNoFurther() {
    tool.variable("ZEROBUS_BUFFER_SIZE", "much");
    assertThat(failed())
        .containsPattern("FAILED  settings  .*bufferSize.*much")
        .contains("SKIPPED token", "SKIPPED stream");
  }

  private String failed() {
    assertThat(tool.run("doctor")).isEqualTo(1);
    assertThat(tool.err).isEmpty();
    return tool.out;
  }
}
