// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example by the command that the README names. */
class ShopIT {
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
            "INFO  Order 3 accepted {order_id=3}",
            "In the Delta table: 6 events",
            "\"message\":\"Order 3 accepted\"",
            "\"order_id\":\"3\"",
            "\"article\":\"lamp\"",
            "\"AUDIT\"",
            "\"exception_class\":\"java.net.SocketTimeoutException\"");
    assertThat(errors).isEmptyFile();
    assertThat(process.exitValue()).isZero();
  }
}
