// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.testing.ModulePathTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class ModulePathIT extends ModulePathTests {

  private static final String LOGBACK_XML =
      "<configuration><appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'>"
          + "<bufferSize>8 MiB</bufferSize></appender>"
          + "<root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>";

  ModulePathIT() {
    super(
        "io.zerobus.logback",
        "org.slf4j",
        "org.slf4j.LoggerFactory.getLogger",
        "ch.qos.logback.classic");
  }

  @Override
  protected Stream<Path> framework() throws IOException {
    return Files.list(Path.of(System.getProperty("basedir", "."), "target", "logback", "1.6"));
  }

  @Override
  protected String configuration(Path folder) throws IOException {
    return ForkedApplication.configuration(folder, LOGBACK_XML);
  }
}
