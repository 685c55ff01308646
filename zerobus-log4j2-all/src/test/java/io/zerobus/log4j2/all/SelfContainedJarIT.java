// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2.all;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.testing.SelfContainedJarTests;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.core.config.plugins.processor.PluginCache;
import org.apache.logging.log4j.core.config.plugins.processor.PluginProcessor;
import org.junit.jupiter.api.Test;

class SelfContainedJarIT extends SelfContainedJarTests {

  SelfContainedJarIT() {
    super("io.zerobus.log4j2", "org.apache.logging.log4j.core", PluginProcessor.PLUGIN_CACHE_FILE);
  }

  @Test
  void pluginDescriptor_namesTheAppender() throws Exception {
    PluginCache cache = new PluginCache();

    cache.loadCacheFiles(
        Collections.enumeration(
            List.of(new URL("jar:" + JAR.toUri() + "!/" + PluginProcessor.PLUGIN_CACHE_FILE))));

    String appender = cache.getCategory("core").get("zerobus").getClassName();
    assertThat(appender).isEqualTo("io.zerobus.log4j2.ZerobusAppender");
    List<String> entries = entries();
    cache
        .getAllCategories()
        .values()
        .forEach(
            plugins ->
                assertThat(plugins.values())
                    .allMatch(
                        plugin ->
                            entries.contains(plugin.getClassName().replace('.', '/') + ".class")));
  }
}
