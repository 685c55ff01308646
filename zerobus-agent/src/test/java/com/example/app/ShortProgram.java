// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs some lines, and one in a hook, and ends as it is told: by return, exit or a signal. */
public final class ShortProgram {

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Short");

  private ShortProgram() {}

  /**
   * Arguments: {@code return}, {@code exit} (with code 3), {@code interrupted exit} (without a
   * hook) or {@code wait}; how many lines.
   */
  public static void main(String[] args) throws InterruptedException {
    boolean interrupted = args[0].equals("interrupted exit");
    if (!interrupted) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> LOG.info("in the shutdown hook")));
    }
    int lines = Integer.parseInt(args[1]);
    for (int i = 0; i < lines; i++) {
      LOG.info("line {}", i);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (interrupted || args[0].equals("exit")) {
      System.exit(3);
    }
    if (args[0].equals("wait")) {
      new CountDownLatch(1).await();
    }
  }
}
