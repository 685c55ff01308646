// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.airquality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs each example by the command that the README names. */
class ExamplesIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"json-blocking", "json-async", "proto-blocking", "proto-async"})
  void run_example_itsRecordsStandInTheTable(String example) throws Exception {
    Path output = folder.resolve("out.txt");
    Path errors = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash", Path.of(System.getProperty("example.home"), "run").toString(), example)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(Files.readString(output))
        .contains("100 records are durable", "In the Delta table: {\"records\":100,");
    // Without a logging configuration the system logger writes there; nothing else may.
    assertThat(Files.readAllLines(errors))
        .allMatch(line -> line.contains("io.zerobus") || line.startsWith("INFO: "));
    assertThat(process.exitValue()).isZero();
  }
}
