// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Logs a line with Log4j for each tick. */
public final class TickingLog4j {

  private TickingLog4j() {}

  public static void main(String[] arguments) {
    Logger logger = LogManager.getLogger(Ticks.LOGGER);
    Ticks.each(i -> logger.info("tick {}", i));
  }
}
