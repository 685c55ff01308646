// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Queries the Delta tables of the data folder as a user would: with the local server's {@code sql}.
 */
final class SqlCommand {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final ChildProcesses children;
  private final Path serverJar;
  private final WorkFolder work;

  SqlCommand(ChildProcesses children, Path serverJar, WorkFolder work) {
    this.children = children;
    this.serverJar = serverJar;
    this.work = work;
  }

  /** The result as a table for reading. */
  String table(String query) throws DemoFailure, InterruptedException {
    return run(query, "table");
  }

  /** The result's rows. */
  List<Map<String, @Nullable Object>> rows(String query) throws DemoFailure, InterruptedException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (String line : run(query, "json").lines().toList()) {
      try {
        rows.add(JsonObject.parse(line));
      } catch (IllegalArgumentException e) {
        throw new DemoFailure(
            Demo.EXIT_FAILED, "sql --format json printed a line that is " + e.getMessage());
      }
    }
    return rows;
  }

  private String run(String query, String format) throws DemoFailure, InterruptedException {
    Path out = work.file("sql.out");
    Path err = work.file("sql.err");
    ProcessBuilder builder =
        JavaCommand.jar(
            List.of(
                serverJar.toString(),
                "sql",
                "--data-dir",
                work.data().toString(),
                "--format",
                format,
                query));
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    try {
      Process process = children.start(builder);
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new DemoFailure(
            Demo.EXIT_FAILED,
            "no answer within " + TIMEOUT.toSeconds() + " s to the query: " + query);
      }
      if (process.exitValue() != 0) {
        throw new DemoFailure(
            Demo.EXIT_FAILED,
            "sql ended with exit code %d.%nThe query: %s%nIt said: %s"
                .formatted(process.exitValue(), query, Files.readString(err).strip()));
      }
      return Files.readString(out);
    } catch (IOException e) {
      throw new DemoFailure(Demo.EXIT_FAILED, "sql could not be run: " + e);
    }
  }
}
