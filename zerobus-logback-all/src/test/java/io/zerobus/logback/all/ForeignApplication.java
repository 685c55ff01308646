// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback.all;

import io.zerobus.testing.ForeignLibraries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application with libraries of its own that it uses beside the appender. It runs in a JVM of
 * its own.
 */
public final class ForeignApplication {

  /** Not the name of this class: loggers of the appender's own package are not shipped. */
  private static final Logger LOG = LoggerFactory.getLogger("com.example.Foreign");

  private ForeignApplication() {}

  /** Logs as many events as the argument says. */
  public static void main(String[] args) throws Exception {
    int events = Integer.parseInt(args[0]);
    LOG.info("before");
    ForeignLibraries.use();
    for (int i = 2; i < events; i++) {
      LOG.info("event {}", i);
    }
    LOG.error("last event", new IllegalStateException("over"));
  }
}
