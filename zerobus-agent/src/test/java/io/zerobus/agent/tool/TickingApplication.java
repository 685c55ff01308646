// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line every few milliseconds until somebody ends it, or for two minutes. */
public final class TickingApplication {

  /** Not of our own package: the shipping's own lines are not shipped. */
  static final String LOGGER = "com.example.Ticking";

  private TickingApplication() {}

  public static void main(String[] arguments) {
    Logger logger = LoggerFactory.getLogger(LOGGER);
    long endNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    for (int i = 0; System.nanoTime() < endNanos; i++) {
      logger.info("tick {}", i);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
