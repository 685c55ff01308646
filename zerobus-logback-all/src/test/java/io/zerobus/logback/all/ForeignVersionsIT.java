// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback.all;

import io.zerobus.testing.ForeignVersionsTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ForeignVersionsIT extends ForeignVersionsTests {

  private static final String LOGBACK_XML =
      "<configuration>"
          + "<appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'/>"
          + "<root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>";

  ForeignVersionsIT() {
    super(ForeignApplication.class, "(logback-core|logback-classic|slf4j-api)-.*\\.jar");
  }

  @Override
  protected String configuration(Path folder) throws IOException {
    return "-Dlogback.configurationFile="
        + Files.writeString(folder.resolve("logback.xml"), LOGBACK_XML);
  }
}
