// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.testing.RecursionProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** An application that sends all of java.util.logging to SLF4J. It runs in a JVM of its own. */
public final class RecursionApplication {

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Recursion");

  /** Held here: java.util.logging forgets the level of a logger that nobody holds. */
  private static final List<java.util.logging.Logger> FINEST = new ArrayList<>();

  private RecursionApplication() {}

  /** Gets the names of the loggers that are to be at the finest level. */
  public static void main(String[] finest) throws InterruptedException {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    for (String name : finest) {
      java.util.logging.Logger logger = java.util.logging.Logger.getLogger(name);
      logger.setLevel(Level.FINEST);
      FINEST.add(logger);
    }
    RecursionProgram.run(number -> LOG.trace("event {}", number));
  }
}
