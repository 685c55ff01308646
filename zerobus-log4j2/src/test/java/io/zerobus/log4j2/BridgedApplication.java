// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** An application that knows SLF4J and java.util.logging only. It runs in a JVM of its own. */
public final class BridgedApplication {

  private BridgedApplication() {}

  /** Logs one event each way. */
  public static void main(String[] args) {
    MDC.put("user", "u1");
    LoggerFactory.getLogger("com.example.Slf4j")
        .atWarn()
        .addMarker(MarkerFactory.getMarker("AUDIT"))
        .addKeyValue("order", 5)
        .log("from {}", "slf4j");
    java.util.logging.Logger.getLogger("com.example.Jul").info("from jul");
  }
}
