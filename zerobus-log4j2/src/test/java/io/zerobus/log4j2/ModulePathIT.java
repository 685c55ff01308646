// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.ModulePathTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class ModulePathIT extends ModulePathTests {

  ModulePathIT() {
    super(
        "io.zerobus.log4j2",
        "org.apache.logging.log4j",
        "org.apache.logging.log4j.LogManager.getLogger",
        "org.apache.logging.log4j.core");
  }

  @Override
  protected Stream<Path> framework() throws IOException {
    return Files.list(ForkedApplication.jars("newest"))
        .filter(jar -> jar.getFileName().toString().matches("log4j-(api|core)-.*"));
  }

  @Override
  protected String configuration(Path folder) throws IOException {
    return ForkedApplication.in(folder).configuration();
  }
}
