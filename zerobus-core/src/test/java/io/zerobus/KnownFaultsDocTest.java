// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/known-faults.md and the annotated tests say the same. */
class KnownFaultsDocTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "known-faults.md");
  private static final int FAULTS = 36;
  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+) \\| (.+?) \\| (.+?) \\| (.+?) \\|$", Pattern.MULTILINE);
  private static final Pattern TEST = Pattern.compile("`(\\w+#\\w+)`");
  private static final Pattern CANNOT_APPLY = Pattern.compile("cannot apply: .{20,}");

  @Test
  void document_hasEachFaultOnce() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      numbers.add(Integer.parseInt(row.group(1)));
    }
    assertThat(numbers)
        .isEqualTo(IntStream.rangeClosed(1, FAULTS).boxed().collect(Collectors.toList()));
  }

  @Test
  void document_namesForEachFaultTheTestsThatCarryItsNumber() throws Exception {
    Map<Integer, Set<String>> annotated = annotatedTests();
    Map<Integer, Set<String>> named = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      int number = Integer.parseInt(row.group(1));
      Set<String> tests = new TreeSet<>();
      Matcher test = TEST.matcher(row.group(4));
      while (test.find()) {
        tests.add(test.group(1));
      }
      if (tests.isEmpty()) {
        assertThat(row.group(4)).as("fault " + number).matches(CANNOT_APPLY);
      } else {
        named.put(number, tests);
      }
    }
    assertThat(named).isEqualTo(annotated);
  }

  private static Map<Integer, Set<String>> annotatedTests() throws Exception {
    Path root =
        Path.of(
            KnownFaultsDocTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Map<Integer, Set<String>> tests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.class")).toList()) {
        String name = root.relativize(file).toString().replaceAll("[/\\\\]", ".");
        Class<?> testClass =
            Class.forName(
                name.substring(0, name.length() - ".class".length()),
                false,
                KnownFaultsDocTest.class.getClassLoader());
        for (Method method : testClass.getDeclaredMethods()) {
          KnownFault faults = method.getAnnotation(KnownFault.class);
          if (faults != null) {
            for (int number : faults.value()) {
              tests
                  .computeIfAbsent(number, unused -> new TreeSet<>())
                  .add(testClass.getSimpleName() + "#" + method.getName());
            }
          }
        }
      }
    }
    return tests;
  }
}
