// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.config.plugins.processor.PluginCache;
import org.apache.logging.log4j.core.config.plugins.processor.PluginEntry;
import org.apache.logging.log4j.core.config.plugins.processor.PluginProcessor;
import org.junit.jupiter.api.Test;

/** What Log4j reaches by reflection only, a native image must be told of. */
class NativeImageMetadataTest {

  private static final String FOLDER = "META-INF/native-image/io.zerobus/zerobus-log4j2/";

  // Complaint 23.
  @Test
  void metadata_namesEachPluginAndItsBuilder() throws Exception {
    assertThat(metadata().keySet())
        .contains(ZerobusAppender.class.getName())
        .containsExactlyElementsOf(pluginsAndBuilders());
  }

  // Complaint 23.
  @Test
  void metadata_opensFactoriesAndTheFieldsOfBuilders() throws Exception {
    metadata()
        .forEach(
            (name, entry) -> {
              assertThat(entry.path("allDeclaredConstructors").booleanValue()).as(name).isTrue();
              assertThat(entry.path("allDeclaredMethods").booleanValue()).as(name).isTrue();
              assertThat(entry.path("allDeclaredFields").booleanValue())
                  .as(name)
                  .isEqualTo(name.endsWith("Builder"));
            });
  }

  @Test
  void metadata_keepsTheDescriptorOfPlugins() throws Exception {
    JsonNode resources = json("resource-config.json").get("resources").get("includes");

    assertThat(resources).hasSize(1);
    assertThat(resources.get(0).get("pattern").textValue())
        .isEqualTo(Pattern.quote(PluginProcessor.PLUGIN_CACHE_FILE));
  }

  private static Set<String> pluginsAndBuilders() throws Exception {
    PluginCache cache = new PluginCache();
    cache.loadCacheFiles(Collections.enumeration(Set.of(descriptor())));
    Set<String> names = new TreeSet<>();
    for (Map<String, PluginEntry> category : cache.getAllCategories().values()) {
      for (PluginEntry plugin : category.values()) {
        names.add(plugin.getClassName());
        for (Method method : Class.forName(plugin.getClassName()).getDeclaredMethods()) {
          if (method.isAnnotationPresent(PluginBuilderFactory.class)
              || method.isAnnotationPresent(PluginFactory.class)) {
            names.add(method.getReturnType().getName());
          }
        }
      }
    }
    return names;
  }

  /** That of this module; Log4j has one of the same name. */
  private static URL descriptor() throws Exception {
    String own =
        ZerobusAppender.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Collections.list(
            ZerobusAppender.class.getClassLoader().getResources(PluginProcessor.PLUGIN_CACHE_FILE))
        .stream()
        .filter(url -> url.getPath().contains(own))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, JsonNode> metadata() throws Exception {
    Map<String, JsonNode> entries = new TreeMap<>();
    for (JsonNode entry : json("reflect-config.json")) {
      entries.put(entry.get("name").textValue(), entry);
    }
    return entries;
  }

  private static JsonNode json(String name) throws Exception {
    try (InputStream file = ZerobusAppender.class.getResourceAsStream("/" + FOLDER + name)) {
      return new ObjectMapper().readTree(file);
    }
  }
}
