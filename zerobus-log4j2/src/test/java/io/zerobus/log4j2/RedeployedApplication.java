// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.metrics.LogShippers;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntConsumer;

/** An application with Log4j and the appender in a class loader of its own. */
public final class RedeployedApplication implements IntConsumer {

  /** Log4j sets it by itself in a servlet container: it leaves nothing of its own on threads. */
  private static final String IN_A_CONTAINER = "log4j2.isWebapp";

  private final Map<String, String> environment;

  /** Gets all settings, as environment variables. */
  public RedeployedApplication(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Logs so many events and stops Log4j; with a number below 0 ends the shippers besides. */
  @Override
  public void accept(int events) {
    System.setProperty(IN_A_CONTAINER, "true");
    try {
      logAndStop(events);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      System.clearProperty(IN_A_CONTAINER);
    }
  }

  private void logAndStop(int events) throws InterruptedException {
    RealAppender log = new RealAppender(environment);
    for (int i = 0; i < Math.abs(events); i++) {
      log.info("event " + i, i % 2 == 0 ? null : new IllegalStateException("odd"));
    }
    // A busy machine takes its time to connect, and a stop waits no longer than it must.
    log.flush(Duration.ofSeconds(20));
    log.close();
    if (!log.troubles().isEmpty()) {
      throw new AssertionError(log.troubles());
    }
    if (events < 0) {
      LogShippers.closeIdle();
    }
  }
}
