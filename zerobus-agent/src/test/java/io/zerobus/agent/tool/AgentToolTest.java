// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as far as they come without the jar, another JVM and a server. */
class AgentToolTest {

  private static final long NO_PROCESS = 0x7fff_fffe;

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void help_namesTheCommands() {
    assertThat(run("--help")).isZero();
    assertThat(text(out)).contains("list", "attach PID [--config FILE]", "doctor");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void wrongUse_isOneLineAndExitCode2() {
    assertThat(run("attach")).isEqualTo(2);
    assertThat(text(err)).startsWith("zerobus-agent: ").contains("see --help").hasLineCount(1);
    assertThat(text(out)).isEmpty();
  }

  @Test
  void attach_withAWrongSetting_saysItBeforeItLooksForTheJvm() throws Exception {
    assertThat(run("attach", "" + NO_PROCESS)).isEqualTo(1);
    assertThat(text(err)).contains("serverEndpoint is missing").doesNotContain("process");

    Path file = settings("zerobus.buffer.size=much");
    err.reset();
    assertThat(run("attach", "" + NO_PROCESS, "--config", file.toString())).isEqualTo(1);
    assertThat(text(err)).contains("bufferSize", "much").doesNotContain("process");
  }

  @Test
  void attach_whenSwitchedOff_saysSo() throws Exception {
    environment.put("ZEROBUS_ENABLED", "false");
    assertThat(run("attach", "" + NO_PROCESS, "--config", settings("").toString())).isEqualTo(1);
    assertThat(text(err)).contains("enabled is false");
  }

  @Test
  void attach_toNoProcess_saysSo() throws Exception {
    assertThat(run("attach", "" + NO_PROCESS, "--config", settings("").toString())).isEqualTo(1);
    assertThat(text(err)).contains("there is no process " + NO_PROCESS).hasLineCount(1);
  }

  @Test
  void configurationThatCannotBeRead_isNamed() {
    String file = folder.resolve("missing.properties").toString();
    assertThat(run("attach", "1", "--config", file)).isEqualTo(1);
    assertThat(text(err)).contains("missing.properties", "cannot be read");

    assertThat(run("doctor", "--config", file)).isEqualTo(1);
    assertThat(text(out)).contains("FAILED  settings", "missing.properties", "SKIPPED token");
  }

  @Test
  void doctor_showsSettingsWithTheirSourcesAndNoSecret() throws Exception {
    environment.put("ZEROBUS_BATCH_SIZE", "1");
    assertThat(run("doctor", "--config", settings("").toString())).isEqualTo(1);
    assertThat(text(out))
        .containsPattern("zerobus.table.name +main.default.app +file\n")
        .containsPattern("zerobus.client.secret +\\*\\*\\* +file\n")
        .containsPattern("zerobus.batch.size +1 +environment variable ZEROBUS_BATCH_SIZE\n")
        .containsPattern("zerobus.linger +20 ms +default\n")
        .containsPattern("FAILED  settings  .*batchSize")
        .doesNotContain("s3cret");
  }

  private Path settings(String line) throws Exception {
    return Files.writeString(
        folder.resolve("zerobus.properties"),
        "zerobus.server.endpoint=http://127.0.0.1:1\n"
            + "zerobus.workspace.url=http://127.0.0.1:1\n"
            + "zerobus.table.name=main.default.app\n"
            + "zerobus.client.id=me\n"
            + "zerobus.client.secret=s3cret\n"
            + line);
  }

  private int run(String... arguments) {
    File jar = folder.resolve("lib/zerobus-agent.jar").toFile();
    return new AgentTool(stream(out), stream(err), jar, environment).run(arguments);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
