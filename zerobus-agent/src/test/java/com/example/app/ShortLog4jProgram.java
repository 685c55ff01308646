// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Logs some lines with Log4j, which has a shutdown hook of its own, and exits with code 3. */
public final class ShortLog4jProgram {

  private static final Logger LOG = LogManager.getLogger("com.example.Short");

  private ShortLog4jProgram() {}

  /** Argument: how many lines. */
  public static void main(String[] args) {
    int lines = Integer.parseInt(args[0]);
    for (int i = 0; i < lines; i++) {
      LOG.info("line {}", i);
    }
    System.exit(3);
  }
}
