// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users see: which packages and types, and that each is documented. */
class PublicApiTest {
  private static final Path SOURCES = Path.of("src", "main", "java", "io", "zerobus");
  private static final Pattern PUBLIC =
      Pattern.compile("^ {0,4}(public|protected) .*[({;]\\s*$|^ {0,4}(public|protected) .*\\($");
  private static final Pattern TYPE =
      Pattern.compile("^public .*\\b(class|interface|@interface|enum) (\\w+).*");

  @Test
  void module_exportsTheApiToAll_andTheRestToNamedModulesOnly() {
    ModuleDescriptor module =
        ModuleFinder.of(Path.of("target", "classes")).findAll().iterator().next().descriptor();
    assertThat(module.name()).isEqualTo("io.zerobus.core");
    assertThat(
            module.exports().stream()
                .filter(exported -> !exported.isQualified())
                .map(ModuleDescriptor.Exports::source))
        .containsExactlyInAnyOrder("io.zerobus", "io.zerobus.metrics");
    assertThat(module.exports().stream().filter(ModuleDescriptor.Exports::isQualified))
        .allSatisfy(
            exported ->
                assertThat(exported.targets())
                    .allMatch(target -> target.startsWith("io.zerobus.")));
    assertThat(module.opens()).isEmpty();
  }

  @Test
  void publicTypes_areThese() throws IOException {
    Set<String> types = new TreeSet<>();
    for (Path file : sources()) {
      for (String line : Files.readAllLines(file)) {
        java.util.regex.Matcher type = TYPE.matcher(line);
        if (type.matches()) {
          types.add(type.group(2));
        }
      }
    }
    // A type more is a promise more: add it here on purpose.
    assertThat(types)
        .containsExactly(
            "AckCallback",
            "DiagnosticListener",
            "HeadersProvider",
            "LogShippers",
            "LogStatistics",
            "NonRetriableException",
            "OAuthHeadersProvider",
            "RecordAcknowledgment",
            "RecordType",
            "StreamConfigurationOptions",
            "StreamState",
            "TableProperties",
            "ZerobusException",
            "ZerobusLogMetrics",
            "ZerobusSdk",
            "ZerobusStream");
  }

  @Test
  void publicMembers_areAllDocumented() throws IOException {
    List<String> bare = new ArrayList<>();
    int seen = 0;
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      if (lines.stream().noneMatch(line -> TYPE.matcher(line).matches())) {
        continue;
      }
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (PUBLIC.matcher(line).find()) {
          seen++;
          if (!isDocumented(lines, i)) {
            bare.add(file.getFileName() + ":" + (i + 1) + " " + line.strip());
          }
        }
      }
    }
    assertThat(bare).isEmpty();
    assertThat(seen).isGreaterThan(80);
  }

  /** A comment above, over annotations; an override has that of what it overrides. */
  private static boolean isDocumented(List<String> lines, int declaration) {
    for (int i = declaration - 1; i >= 0; i--) {
      String line = lines.get(i).strip();
      if (line.endsWith("*/") || line.equals("@Override")) {
        return true;
      }
      if (!line.startsWith("@")) {
        return false;
      }
    }
    return false;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path folder : List.of(SOURCES, SOURCES.resolve("metrics"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    return sources;
  }
}
