// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example by the command that the README names. */
class FerryIT {
  @TempDir Path folder;

  @Test
  void run_allPartsOfItsEventsStandInTheTable() throws Exception {
    Path output = folder.resolve("out.txt");
    Path errors = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", Path.of(System.getProperty("example.home"), "run").toString())
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
        .contains(
            "INFO  Ticket 3 checked {passenger=3}",
            "In the Delta table: 6 events",
            "\"message\":\"Ticket 3 checked\"",
            "\"passenger\":\"3\"",
            "\"message\":\"Ferry is moored\"",
            "\"exception_class\":\"java.lang.IllegalStateException\"");
    assertThat(Files.readAllLines(errors))
        .singleElement()
        .asString()
        .startsWith("[zerobus-agent] ships the events of Log4j ");
    assertThat(process.exitValue()).isZero();
  }
}
