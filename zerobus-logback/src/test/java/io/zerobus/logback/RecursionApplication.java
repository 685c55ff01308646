// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.metrics.LogShippers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * An application that sends all of java.util.logging to SLF4J, with the loggers that its arguments
 * name at the finest level. It runs in a JVM of its own.
 */
public final class RecursionApplication {

  static final int EVENTS = 1000;

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Recursion");

  private RecursionApplication() {}

  /** Logs, delivers, waits until all is quiet, and prints the counters. */
  public static void main(String[] names) throws InterruptedException {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    List<java.util.logging.Logger> kept = new ArrayList<>();
    for (String name : names) {
      java.util.logging.Logger logger = java.util.logging.Logger.getLogger(name);
      logger.setLevel(Level.FINEST);
      kept.add(logger);
    }
    for (int i = 0; i < EVENTS; i++) {
      LOG.trace("event {}", i);
    }
    boolean delivered = LogShippers.flush(Duration.ofSeconds(30));
    Counters.awaitStandstill();
    Counters.print("delivered", delivered ? kept.size() : 0);
  }
}
