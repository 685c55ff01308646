// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * An application that logs and ends at once, in the way its first argument says: {@code return},
 * {@code exit}, or {@code wait} for a signal. It runs in a JVM of its own and never stops Log4j.
 */
public final class ShortApplication {

  /** Not the name of this class: loggers of the appender's own package are not shipped. */
  private static final Logger LOG = LogManager.getLogger("com.example.ShortApplication");

  private ShortApplication() {}

  /** Logs as many events as the second argument says, and one more in a shutdown hook. */
  public static void main(String[] args) throws InterruptedException {
    int events = Integer.parseInt(args[1]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LOG.info("in the shutdown hook")));
    LOG.info("with {}", LoggerContext.class.getProtectionDomain().getCodeSource().getLocation());
    for (int i = 2; i < events; i++) {
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
