// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.RecursionProgram;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** An application whose java.util.logging is that of Log4j. It runs in a JVM of its own. */
public final class RecursionApplication {

  private static final Logger LOG = LogManager.getLogger("com.example.Recursion");

  private RecursionApplication() {}

  /** Logs and tells of it. */
  public static void main(String[] args) throws InterruptedException {
    RecursionProgram.run(number -> LOG.trace("event {}", number));
  }
}
