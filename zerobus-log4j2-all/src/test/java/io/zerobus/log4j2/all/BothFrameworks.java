// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2.all;

import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;

/** An application that logs through both frameworks. It runs in a JVM of its own. */
public final class BothFrameworks {

  private BothFrameworks() {}

  /** Logs one event each way. */
  public static void main(String[] args) {
    LogManager.getLogger("com.example.Log4j").error("log4j", new IllegalStateException("a"));
    LoggerFactory.getLogger("com.example.Slf4j").error("slf4j", new IllegalStateException("b"));
  }
}
