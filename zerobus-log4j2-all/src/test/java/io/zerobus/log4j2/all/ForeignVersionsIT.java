// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2.all;

import io.zerobus.testing.ForeignVersionsTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ForeignVersionsIT extends ForeignVersionsTests {

  private static final String LOG4J2_XML =
      "<Configuration><Appenders><Zerobus name='ZEROBUS'/></Appenders>"
          + "<Loggers><Root level='info'><AppenderRef ref='ZEROBUS'/></Root></Loggers>"
          + "</Configuration>";

  ForeignVersionsIT() {
    super(ForeignApplication.class, "(log4j-api|log4j-core)-.*\\.jar");
  }

  @Override
  protected String configuration(Path folder) throws IOException {
    return "-Dlog4j2.configurationFile="
        + Files.writeString(folder.resolve("log4j2.xml"), LOG4J2_XML);
  }
}
