// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The smallest program that logs. Knows nothing of agents, and loads nothing that it does not need.
 */
final class HelloWorld {

  static final String ENTERED = "CPU time at main ";
  static final String MEMORY = "most memory ";

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String MOST_RESIDENT = "VmHWM:";

  private HelloWorld() {}

  /**
   * Logs as many lines as its argument says, and prints the CPU time, in nanoseconds, that all of
   * its threads had taken when it was entered, and the most memory that it was resident in.
   */
  public static void main(String[] arguments) throws IOException {
    System.out.println(ENTERED + cpuNanos());
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

  /** From the kernel: a bean would load more classes than the program itself. */
  private static long cpuNanos() throws IOException {
    File[] threads = new File("/proc/self/task").listFiles();
    long sum = 0;
    if (threads != null) {
      for (File thread : threads) {
        String line = Files.readString(thread.toPath().resolve("schedstat"));
        sum += Long.parseLong(line.substring(0, line.indexOf(' ')));
      }
    }
    return sum;
  }
}
