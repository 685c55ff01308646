// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line with Logback for each tick. */
public final class TickingApplication {

  private TickingApplication() {}

  public static void main(String[] arguments) {
    Logger logger = LoggerFactory.getLogger(Ticks.LOGGER);
    Ticks.each(i -> logger.info("tick {}", i));
  }
}
