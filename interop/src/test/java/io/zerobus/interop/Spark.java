// SPDX-License-Identifier: Apache-2.0
package io.zerobus.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Spark with the Delta reader, in a JVM and on a class path of its own. Not thread-safe. */
final class Spark implements AutoCloseable {

  private static final String MAIN_CLASS = "io.zerobus.interop.spark.SqlLoop";

  /** What Spark's own launcher opens to itself. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar");

  private final Process process;
  private final Path standardError;
  private final BufferedWriter statements;
  private final BufferedReader answers;

  private Spark(Process process, Path standardError) {
    this.process = process;
    this.standardError = standardError;
    this.statements = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
  }

  /**
   * Starts a Spark; returns before it is ready.
   *
   * @param folder for Spark's own files
   */
  static Spark start(Path folder) throws IOException {
    Path build = Path.of(System.getProperty("interop.spark.target"));
    String libraries = Files.readString(build.resolve("class-path.txt")).strip();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENED.forEach(name -> command.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
    // It runs for a minute: the quick compiler is the faster one.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx1g", "-Dfile.encoding=UTF-8", "-Dderby.system.home=" + folder));
    command.addAll(List.of("-cp", build.resolve("classes") + File.pathSeparator + libraries));
    command.addAll(List.of(MAIN_CLASS, folder.toString()));
    Path standardError = folder.resolve("standard-error.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(standardError.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new Spark(builder.start(), standardError);
  }

  /**
   * Runs a statement of one line.
   *
   * @return {@code {"schema":…,"rows":[…]}}
   */
  JsonNode run(String statement) {
    try {
      statements.write(statement);
      statements.newLine();
      statements.flush();
      String line = answers.readLine();
      JsonNode answer = line == null ? null : AllTypes.json(line);
      if (answer == null || answer.has("error")) {
        throw new IllegalStateException(
            statement + ": " + (line == null ? "Spark has ended" : line) + "\n" + tail());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(tail(), e);
    }
  }

  /** The rows of a query, each as an object that also names its nulls. */
  List<JsonNode> rows(String query) {
    List<JsonNode> rows = new ArrayList<>();
    run(query).get("rows").forEach(rows::add);
    return rows;
  }

  /** How a query names a Delta table. */
  static String table(Path folder) {
    return "delta.`" + folder + "`";
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close(); // The end of its input ends it.
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(standardError);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "no standard error: " + e;
    }
  }
}
