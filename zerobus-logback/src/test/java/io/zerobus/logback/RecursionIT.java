// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.testing.RecursionTests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class RecursionIT extends RecursionTests {

  private static final String LOGBACK_XML =
      "<configuration><statusListener class='ch.qos.logback.core.status.OnConsoleStatusListener'/>"
          + "<appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'/>%s"
          + "<root level='TRACE'><appender-ref ref='%s'/></root></configuration>";
  private static final String ASYNC =
      "<appender name='ASYNC' class='ch.qos.logback.classic.AsyncAppender'>"
          + "<discardingThreshold>0</discardingThreshold><appender-ref ref='ZEROBUS'/></appender>";

  @Override
  protected List<String> arguments(Path folder, String... finest) throws IOException {
    return program(folder, String.format(LOGBACK_XML, "", "ZEROBUS"), finest);
  }

  @Override
  protected List<String> asynchronousArguments(Path folder, String... finest) throws IOException {
    return program(folder, String.format(LOGBACK_XML, ASYNC, "ASYNC"), finest);
  }

  private static List<String> program(Path folder, String logbackXml, String[] finest)
      throws IOException {
    return ForkedApplication.arguments(folder, logbackXml, RecursionApplication.class, finest);
  }
}
