// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.agent;

import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A program that logs with Log4j and knows nothing of Zerobus: no dependency, no setting. */
public final class Ferry {
  private static final Logger LOG = LogManager.getLogger(Ferry.class);

  private Ferry() {}

  /** Logs some events, the last of them while the JVM exits already. */
  public static void main(String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LOG.info("Ferry is moored")));
    LOG.info("Ferry departs on Java {}", Runtime.version().feature());
    for (int passenger = 1; passenger <= 3; passenger++) {
      try (var context = CloseableThreadContext.put("passenger", String.valueOf(passenger))) {
        LOG.info("Ticket {} checked", passenger);
      }
    }
    LOG.error("Engine stopped", new IllegalStateException("no fuel"));
  }
}
