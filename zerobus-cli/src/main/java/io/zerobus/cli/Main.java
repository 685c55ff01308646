// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import java.util.logging.LogManager;

/** Entry point of the runnable jar. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    // Standard error is for what the user has to know; libraries would log to it.
    LogManager.getLogManager().reset();
    int exitCode = new Tool(Surroundings.ofProcess()).run(args);
    System.exit(exitCode);
  }
}
