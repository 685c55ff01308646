// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Logs a line with Log4j every few milliseconds until somebody ends it, or for two minutes. */
public final class TickingLog4j {

  /** Not of our own package: the shipping's own lines are not shipped. */
  static final String LOGGER = "com.example.Ticking";

  private TickingLog4j() {}

  public static void main(String[] arguments) {
    Logger logger = LogManager.getLogger(LOGGER);
    long endNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    for (int i = 0; System.nanoTime() < endNanos; i++) {
      logger.info("tick {}", i);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
