// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.Logger;
import io.zerobus.metrics.LogShippers;
import java.time.Duration;
import java.util.function.IntConsumer;

/** An application with Logback and the appender in a class loader of its own. */
public final class RedeployedApplication implements IntConsumer {

  private final String[] settings;

  /** Gets endpoint, workspace, table, id and secret. */
  public RedeployedApplication(String[] settings) {
    this.settings = settings;
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
    RealAppender appender =
        new RealAppender(settings[0], settings[1], settings[2], settings[3], settings[4]);
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
