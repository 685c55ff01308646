// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.Logger;
import io.zerobus.metrics.LogShippers;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntConsumer;

/** An application with Logback and the appender in a class loader of its own. */
public final class RedeployedApplication implements IntConsumer {

  private final Map<String, String> environment;

  /** Gets all settings, as environment variables. */
  public RedeployedApplication(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Logs so many events and stops Logback; with a number below 0 ends the shippers besides. */
  @Override
  public void accept(int events) {
    try {
      logAndStop(events);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void logAndStop(int events) throws InterruptedException {
    RealAppender appender = new RealAppender(environment);
    appender.appender.setShutdownHook("true");
    appender.appender.setShutdownTimeout("20 s");
    Logger logger = appender.start();
    for (int i = 0; i < Math.abs(events); i++) {
      logger.info("event {}", i, i % 2 == 0 ? null : new IllegalStateException("odd"));
    }
    // A busy machine takes its time to connect, and a stop waits no longer than it must.
    appender.appender.flush(Duration.ofSeconds(20));
    appender.context.stop();
    if (!appender.troubles().isEmpty()) {
      throw new AssertionError(appender.troubles());
    }
    if (events < 0) {
      LogShippers.closeIdle();
    }
  }
}
