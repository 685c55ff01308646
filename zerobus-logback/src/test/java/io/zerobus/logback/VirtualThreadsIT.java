// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.testing.VirtualThreadsTests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class VirtualThreadsIT extends VirtualThreadsTests {

  private static final String LOGBACK_XML =
      "<configuration><appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'/>"
          + "<root level='INFO'><appender-ref ref='ZEROBUS'/></root></configuration>";

  @Override
  protected List<String> arguments(Path folder) throws IOException {
    return ForkedApplication.arguments(folder, LOGBACK_XML, VirtualThreadsApplication.class);
  }
}
