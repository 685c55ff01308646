// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * CPU time of the children that have ended, to their very last: what the system adds up for this
 * process. Linux only; in steps of 10 ms.
 */
final class ChildCpu {

  private static final Path STAT = Path.of("/proc/self/stat");
  // Behind the name of the program, which ends with a bracket: utime, stime, cutime, cstime are 14
  // to 17.
  private static final int CHILD_USER = 13;
  private static final int CHILD_SYSTEM = 14;
  private static final long TICK_MILLIS = 10;

  private ChildCpu() {}

  /** Whether this system tells it. */
  static boolean isKnown() {
    return Files.exists(STAT);
  }

  /** User and system, of all children that have ended. */
  static long millis() throws IOException {
    String stat = Files.readString(STAT, StandardCharsets.US_ASCII);
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(CHILD_USER)) + Long.parseLong(fields.get(CHILD_SYSTEM)))
        * TICK_MILLIS;
  }
}
