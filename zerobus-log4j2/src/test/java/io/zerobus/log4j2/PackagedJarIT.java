// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.util.Collections;
import java.util.jar.JarFile;
import org.apache.logging.log4j.core.config.plugins.processor.PluginCache;
import org.apache.logging.log4j.core.config.plugins.processor.PluginProcessor;
import org.junit.jupiter.api.Test;

class PackagedJarIT {

  /** A build on a JDK that runs no annotation processors would leave it out without a word. */
  @Test
  void jar_asItIsPackaged_holdsTheDescriptorOfPlugins() throws Exception {
    File jar =
        new File(ZerobusAppender.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(jar).isFile().hasExtension("jar");
    try (JarFile packaged = new JarFile(jar)) {
      assertThat(packaged.getEntry(PluginProcessor.PLUGIN_CACHE_FILE)).isNotNull();
    }
    PluginCache cache = new PluginCache();

    cache.loadCacheFiles(
        Collections.enumeration(
            Collections.singleton(
                new URL("jar:" + jar.toURI() + "!/" + PluginProcessor.PLUGIN_CACHE_FILE))));

    assertThat(cache.getCategory("core").get("zerobus").getClassName())
        .isEqualTo("io.zerobus.log4j2.ZerobusAppender");
  }
}
