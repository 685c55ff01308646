// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/dependencies.md to what the plain artifact brings to an application. */
public abstract class DependenciesTests {

  private static final Path DOCUMENT = Path.of(System.getProperty("docs"), "dependencies.md");

  private final String artifact;

  /**
   * @param artifact the self-contained one
   */
  protected DependenciesTests(String artifact) {
    this.artifact = artifact;
  }

  @Test
  void document_namesEachLibraryWithVersionAndSize() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.matches("\\| [a-z0-9_-]+ \\| [0-9]\\S* \\| \\d+ \\|"))
            .toList();

    assertThat(rows)
        .as("the table should be:%n%s", String.join("\n", expectedRows()))
        .containsExactlyElementsOf(expectedRows());
  }

  @Test
  void document_namesTheSizeOfThisJar() throws IOException {
    double megabytes =
        Files.readAllLines(DOCUMENT).stream()
            .map(Pattern.compile("`" + artifact + "` \\| (\\d+\\.\\d) MB")::matcher)
            .flatMap(found -> found.results())
            .map((MatchResult found) -> Double.valueOf(found.group(1)))
            .findFirst()
            .orElseThrow();

    assertThat(Files.size(Path.of(System.getProperty("all.jar"))) / 1e6)
        .isBetween(megabytes * 0.95, megabytes * 1.05);
  }

  /**
   * In a Maven repository a jar lies in a folder with its version, and that in one with its name.
   */
  private static List<String> expectedRows() throws IOException {
    Path list = Path.of(System.getProperty("all.target"), "runtime-classpath.txt");
    return Stream.of(Files.readString(list).strip().split(File.pathSeparator))
        .map(Path::of)
        .filter(jar -> !jar.getFileName().toString().matches("zerobus-.*|classes"))
        .map(DependenciesTests::row)
        .sorted()
        .toList();
  }

  private static String row(Path jar) {
    int names = jar.getNameCount();
    long kibibytes = Math.round(jar.toFile().length() / 1024.0);
    return "| "
        + jar.getName(names - 3)
        + " | "
        + jar.getName(names - 2)
        + " | "
        + kibibytes
        + " |";
  }
}
