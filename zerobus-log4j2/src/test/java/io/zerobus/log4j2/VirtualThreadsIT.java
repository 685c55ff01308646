// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.VirtualThreadsTests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class VirtualThreadsIT extends VirtualThreadsTests {

  private static final String LOG4J2_XML =
      "<Configuration><Appenders><Zerobus name='ZEROBUS'/></Appenders>"
          + "<Loggers><Root level='info'><AppenderRef ref='ZEROBUS'/></Root></Loggers>"
          + "</Configuration>";

  @Override
  protected List<String> arguments(Path folder) throws IOException {
    return ForkedApplication.in(folder)
        .withLog4j("newest")
        .withConfiguration(LOG4J2_XML)
        .arguments(VirtualThreadsApplication.class);
  }
}
