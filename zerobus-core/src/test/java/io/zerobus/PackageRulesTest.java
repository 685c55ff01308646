// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The engine knows nothing of those who stand on it; docs/architecture.md has the same table. */
class PackageRulesTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  /** A package of ours, named in an import or in full. */
  private static final Pattern OURS = Pattern.compile("\\bio\\.zerobus((?:\\.[a-z]\\w*)*)\\.[A-Z]");

  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "io.zerobus",
              Set.of(
                  "io.zerobus.auth", "io.zerobus.ingest", "io.zerobus.proto", "io.zerobus.schema"),
          "io.zerobus.log",
              Set.of("io.zerobus", "io.zerobus.auth", "io.zerobus.ingest", "io.zerobus.schema"),
          "io.zerobus.metrics", Set.of("io.zerobus.log"),
          "io.zerobus.schema", Set.of("io.zerobus.auth", "io.zerobus.ingest"),
          "io.zerobus.auth", Set.of("io.zerobus.ingest"),
          "io.zerobus.ingest", Set.of("io.zerobus.proto"));

  /** What may log is the framework's status, through StatusSink; what may print is nothing. */
  private static final List<String> NEVER =
      List.of(
          "System.out",
          "System.err",
          "printStackTrace",
          "java.util.logging",
          "org.slf4j",
          "sun.misc",
          "Thread.sleep");

  @Test
  void packages_useOnlyWhatTheyMay() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path file : sources()) {
      String own = SOURCES.relativize(file.getParent()).toString().replace('/', '.');
      Matcher ours = OURS.matcher(withoutComments(file));
      while (ours.find()) {
        String used = "io.zerobus" + ours.group(1);
        if (!used.equals(own) && !ALLOWED.getOrDefault(own, Set.of()).contains(used)) {
          found.add(own + " uses " + used + " in " + file.getFileName());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  // Complaint 3.
  @Test
  void nothing_logsPrintsOrSleeps() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path file : sources()) {
      String source = withoutComments(file);
      NEVER.stream()
          .filter(source::contains)
          .forEach(word -> found.add(word + " in " + file.getFileName()));
    }
    assertThat(found).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("module-info.java"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(40);
      return sources;
    }
  }

  private static String withoutComments(Path file) throws IOException {
    return Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
  }
}
