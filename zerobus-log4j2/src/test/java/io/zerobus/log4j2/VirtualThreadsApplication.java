// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.VirtualThreadsProgram;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** An application that logs from virtual threads. It runs in a JVM of its own. */
public final class VirtualThreadsApplication {

  private static final Logger LOG = LogManager.getLogger("com.example.Virtual");

  private VirtualThreadsApplication() {}

  /** Logs and tells of it. */
  public static void main(String[] args) throws Exception {
    VirtualThreadsProgram.run(text -> LOG.info("event {}", text));
  }
}
