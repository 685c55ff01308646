// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application without Spring that logs and ends at once, in the way its first argument says:
 * {@code return}, {@code exit}, or {@code wait} for a signal. It runs in a JVM of its own and never
 * stops Logback.
 */
public final class ShortApplication {

  /** Not the name of this class: loggers of the appender's own package are not shipped. */
  private static final Logger LOG = LoggerFactory.getLogger("com.example.ShortApplication");

  private ShortApplication() {}

  /** Logs as many events as the second argument says, and one more in a shutdown hook. */
  public static void main(String[] args) throws InterruptedException {
    int events = Integer.parseInt(args[1]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LOG.info("in the shutdown hook")));
    for (int i = 1; i < events; i++) {
      LOG.info("event {}", i);
    }
    LOG.error("last event", new IllegalStateException("over"));
    switch (args[0]) {
      case "exit":
        System.exit(3);
        break;
      case "wait":
        Thread.currentThread().join();
        break;
      default:
        break;
    }
  }
}
