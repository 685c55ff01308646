// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.RecursionTests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class RecursionIT extends RecursionTests {

  /** A logger without a name is the root; FINEST is below TRACE there. */
  private static final String LOG4J2_XML =
      "<Configuration status='WARN' dest='out'><Appenders><Zerobus name='ZEROBUS'/></Appenders>"
          + "<Loggers>%s<Logger name='com.example' level='trace'/>"
          + "<Root level='%s'><AppenderRef ref='ZEROBUS'/></Root></Loggers></Configuration>";

  @Override
  protected List<String> arguments(Path folder, String... finest) throws IOException {
    return program(folder, finest).arguments(RecursionApplication.class);
  }

  @Override
  protected List<String> asynchronousArguments(Path folder, String... finest) throws IOException {
    return program(folder, finest).withAsynchronousLoggers().arguments(RecursionApplication.class);
  }

  private static ForkedApplication program(Path folder, String... finest) {
    String loggers =
        Stream.of(finest)
            .filter(name -> !name.isEmpty())
            .map(name -> "<Logger name='" + name + "' level='all'/>")
            .collect(Collectors.joining());
    String root = loggers.isEmpty() ? "all" : "info";
    return ForkedApplication.in(folder)
        .withLog4j("newest")
        .withJulBridge()
        .withConfiguration(String.format(LOG4J2_XML, loggers, root));
  }
}
