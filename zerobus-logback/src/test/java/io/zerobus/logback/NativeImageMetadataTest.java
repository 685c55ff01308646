// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What Logback reaches by reflection only, a native image must be told of. */
class NativeImageMetadataTest {

  private static final String FILE =
      "/META-INF/native-image/io.zerobus/zerobus-logback/reflect-config.json";

  // Complaint 23.
  @Test
  void metadata_namesTheAppenderAndEachNestedElement() throws Exception {
    Set<String> elements = new TreeSet<>();
    collectElements(ZerobusAppender.class, elements);
    assertThat(elements).contains(Field.class.getName());

    assertThat(metadata().keySet()).containsExactlyElementsOf(elements);
  }

  // Complaint 23.
  @Test
  void metadata_opensConstructorsAndSetters() throws Exception {
    metadata()
        .forEach(
            (name, entry) -> {
              assertThat(entry.path("allDeclaredConstructors").booleanValue()).as(name).isTrue();
              assertThat(entry.path("allPublicMethods").booleanValue()).as(name).isTrue();
            });
  }

  /** An element of the configuration is what a public setter or adder takes. */
  private static void collectElements(Class<?> type, Set<String> found) {
    if (!found.add(type.getName())) {
      return;
    }
    for (Method method : type.getMethods()) {
      if (method.getName().matches("(set|add)[A-Z].*") && method.getParameterCount() == 1) {
        Class<?> element = method.getParameterTypes()[0];
        if (element.getName().startsWith("io.zerobus.")) {
          collectElements(element, found);
        }
      }
    }
  }

  private static Map<String, JsonNode> metadata() throws Exception {
    Map<String, JsonNode> entries = new TreeMap<>();
    try (InputStream file = ZerobusAppender.class.getResourceAsStream(FILE)) {
      for (JsonNode entry : new ObjectMapper().readTree(file)) {
        entries.put(entry.get("name").textValue(), entry);
      }
    }
    return entries;
  }
}
