// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.testing.VirtualThreadsProgram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application that logs from virtual threads. It runs in a JVM of its own. */
public final class VirtualThreadsApplication {

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Virtual");

  private VirtualThreadsApplication() {}

  /** Logs and tells of it. */
  public static void main(String[] args) throws Exception {
    VirtualThreadsProgram.run(text -> LOG.info("event {}", text));
  }
}
