// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The smallest program that logs. Knows nothing of agents, and loads nothing that it does not need.
 */
final class HelloWorld {

  static final String MEMORY = "most memory ";

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String MOST_RESIDENT = "VmHWM:";

  private HelloWorld() {}

  /**
   * Logs as many lines as its argument says, and prints the most memory that it was resident in.
   */
  public static void main(String[] arguments) throws IOException {
    Logger logger = LoggerFactory.getLogger(HelloWorld.class);
    int lines = Integer.parseInt(arguments[0]);
    for (int i = 0; i < lines; i++) {
      logger.info("Hello, world");
    }
    logger.debug("Not for anybody");
    if (Files.exists(STATUS)) {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(MOST_RESIDENT)) {
          System.out.println(MEMORY + line.substring(MOST_RESIDENT.length()).trim());
        }
      }
    }
  }
}
