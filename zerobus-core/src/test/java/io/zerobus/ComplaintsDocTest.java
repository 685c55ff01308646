// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/complaints.md names tests that are there, in whatever module. */
class ComplaintsDocTest {

  private static final Path ROOT = Path.of("..");
  private static final int COMPLAINTS = 25;
  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+) \\| (.+?) \\| (.+?) \\| (.+?) \\|$", Pattern.MULTILINE);
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern TEST_METHOD =
      Pattern.compile(
          "@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b(?:(?!\\bvoid\\b).)*?\\bvoid (\\w+)\\(",
          Pattern.DOTALL);

  /** A class of tests that the integration tests of several modules extend. */
  private static final Pattern BASE = Pattern.compile("class \\w+\\s+extends (\\w+Tests)\\b");

  private static final Path BASES = ROOT.resolve("testing/src/main/java/io/zerobus/testing");
  private static final Pattern CANNOT_APPLY = Pattern.compile("cannot happen here: .{20,}");

  @Test
  void document_hasEachComplaintOnce() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    Matcher row = rows();
    while (row.find()) {
      numbers.add(Integer.parseInt(row.group(1)));
    }
    assertThat(numbers)
        .isEqualTo(IntStream.rangeClosed(1, COMPLAINTS).boxed().collect(Collectors.toList()));
  }

  @Test
  void document_namesForEachComplaintTestsThatExist() throws IOException {
    Map<String, Set<String>> methods = testMethods();
    Set<String> missing = new TreeSet<>();
    Matcher row = rows();
    while (row.find()) {
      Matcher test = TEST.matcher(row.group(4));
      int named = 0;
      while (test.find()) {
        named++;
        if (!methods.getOrDefault(test.group(1), Collections.emptySet()).contains(test.group(2))) {
          missing.add(row.group(1) + ": " + test.group(1) + "#" + test.group(2));
        }
      }
      if (named == 0) {
        assertThat(row.group(4)).as("complaint " + row.group(1)).matches(CANNOT_APPLY);
      }
    }
    assertThat(missing).isEmpty();
  }

  private static Matcher rows() throws IOException {
    return ROW.matcher(Files.readString(ROOT.resolve("docs").resolve("complaints.md")));
  }

  /** By the simple name of their class; classes of one name in several modules count as one. */
  private static Map<String, Set<String>> testMethods() throws IOException {
    Map<String, Set<String>> methods = new HashMap<>();
    for (Path folder : testFolders()) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(ComplaintsDocTest::isTestClass).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          String text = Files.readString(file);
          methods.computeIfAbsent(name, unused -> new TreeSet<>()).addAll(methodsIn(text));
        }
      }
    }
    return methods;
  }

  /** Its own, and those of the class that it extends. */
  private static Set<String> methodsIn(String testClass) throws IOException {
    Set<String> methods = new TreeSet<>();
    Matcher method = TEST_METHOD.matcher(testClass);
    while (method.find()) {
      methods.add(method.group(1));
    }
    Matcher base = BASE.matcher(testClass);
    if (base.find()) {
      methods.addAll(methodsIn(Files.readString(BASES.resolve(base.group(1) + ".java"))));
    }
    return methods;
  }

  /** Of each module, and of the modules within it, as the examples are. */
  private static List<Path> testFolders() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (Path module : modulesIn(ROOT)) {
      folders.add(module.resolve("src/test/java"));
      for (Path inner : modulesIn(module)) {
        folders.add(inner.resolve("src/test/java"));
      }
    }
    folders.removeIf(folder -> !Files.isDirectory(folder));
    assertThat(folders).hasSizeGreaterThan(5);
    return folders;
  }

  private static List<Path> modulesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> Files.exists(file.resolve("pom.xml"))).toList();
    }
  }

  private static boolean isTestClass(Path file) {
    return file.toString().endsWith("Test.java") || file.toString().endsWith("IT.java");
  }
}
