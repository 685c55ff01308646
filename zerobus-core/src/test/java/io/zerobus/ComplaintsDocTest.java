// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/complaints.md and the tests, in whatever module, say the same of each other. */
class ComplaintsDocTest {

  private static final Path ROOT = Path.of("..");
  private static final int COMPLAINTS = 25;
  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+) \\| (.+?) \\| (.+?) \\| (.+?) \\|$", Pattern.MULTILINE);
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern TEST_METHOD =
      Pattern.compile(
          "((?:  // Complaint \\d+\\.\n)*)  @(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b"
              + "(?:(?!\\bvoid\\b).)*?\\bvoid (\\w+)\\(",
          Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("// Complaint (\\d+)\\.");

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
    Set<String> missing = listed();
    missing.removeAll(tests().numbered);
    assertThat(missing).as("listed, and there is no such test with that number").isEmpty();
  }

  @Test
  void document_namesEachTestThatHasANumber() throws IOException {
    Tests tests = tests();
    Set<String> unlisted = new TreeSet<>(tests.numbered);
    unlisted.removeAll(listed());
    assertThat(unlisted).as("has a number, and is not listed").isEmpty();
    assertThat(tests.comments).as("numbers that stand at no test").isEqualTo(tests.commentsAtTests);
  }

  @Test
  void document_namesATestForEachComplaint_orSaysWhyNot() throws IOException {
    Matcher row = rows();
    while (row.find()) {
      if (!TEST.matcher(row.group(4)).find()) {
        assertThat(row.group(4)).as("complaint " + row.group(1)).matches(CANNOT_APPLY);
      }
    }
  }

  /** As {@code 13: SenderTest#name}. */
  private static Set<String> listed() throws IOException {
    Set<String> listed = new TreeSet<>();
    Matcher row = rows();
    while (row.find()) {
      Matcher test = TEST.matcher(row.group(4));
      while (test.find()) {
        listed.add(row.group(1) + ": " + test.group(1) + "#" + test.group(2));
      }
    }
    return listed;
  }

  private static Matcher rows() throws IOException {
    return ROW.matcher(Files.readString(ROOT.resolve("docs").resolve("complaints.md")));
  }

  /** By the simple name of their class; classes of one name in several modules count as one. */
  private static Tests tests() throws IOException {
    Tests tests = new Tests();
    for (Path folder : testFolders()) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(ComplaintsDocTest::isTestClass).toList()) {
          String text = Files.readString(file);
          tests.read(file.getFileName().toString().replace(".java", ""), text + inheritedBy(text));
        }
      }
    }
    return tests;
  }

  /** The text of the class of tests that it extends. */
  private static String inheritedBy(String testClass) throws IOException {
    Matcher base = BASE.matcher(testClass);
    return base.find() ? Files.readString(BASES.resolve(base.group(1) + ".java")) : "";
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

  /** What the source of the tests says. */
  private static final class Tests {
    final Set<String> numbered = new TreeSet<>();
    int comments;
    int commentsAtTests;

    void read(String name, String source) {
      comments += (int) NUMBER.matcher(source).results().count();
      Matcher method = TEST_METHOD.matcher(source);
      while (method.find()) {
        Matcher number = NUMBER.matcher(method.group(1));
        while (number.find()) {
          commentsAtTests++;
          numbered.add(number.group(1) + ": " + name + "#" + method.group(2));
        }
      }
    }
  }
}
