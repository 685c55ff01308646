// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/**
 * An application that logs one event of each kind. It runs in a JVM of its own, with a Logback that
 * may be older than the one it is compiled with.
 */
public final class VersionsApplication {

  /** Not the name of this class: loggers of the appender's own package are not shipped. */
  private static final Logger LOG = LoggerFactory.getLogger("com.example.Versions");

  private VersionsApplication() {}

  /** The argument says whether SLF4J is a 2. */
  public static void main(String[] args) {
    LOG.info("with {}", LoggerContext.class.getProtectionDomain().getCodeSource().getLocation());
    MDC.put("user", "u1");
    LOG.info("{} of {} and {}", 1, "two", null);
    MDC.remove("user");
    LOG.warn(MarkerFactory.getMarker("AUDIT"), "marked");
    LOG.error("failed", new IllegalStateException("outer", new IOException("inner")));
    if (Boolean.parseBoolean(args[0])) {
      Fluent.log();
    }
  }

  /** Apart, because an older SLF4J has none of what it names. */
  private static final class Fluent {

    static void log() {
      LOG.atDebug()
          .addMarker(MarkerFactory.getMarker("A"))
          .addMarker(MarkerFactory.getMarker("B"))
          .addKeyValue("order", 5)
          .addKeyValue("article", "lamp")
          .log("fluent {}", "event");
    }
  }
}
