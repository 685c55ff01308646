// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import io.zerobus.testing.ShippingLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.BasicMDCAdapter;

/** An appender that really ships, at the root of a Logback of its own. */
final class RealAppender implements ShippingLog {

  final LoggerContext context = new LoggerContext();
  final ZerobusAppender appender = new ZerobusAppender();

  private final Logger logger = context.getLogger("com.example.App");

  /**
   * @param environment all its settings, as environment variables
   */
  RealAppender(Map<String, String> environment) {
    context.setMDCAdapter(new BasicMDCAdapter());
    appender.setContext(context);
    appender.setName("ZEROBUS");
    appender.settings().systemProperties(Map.of()).environment(environment);
    appender.setShutdownHook("false");
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
  }

  Logger start() {
    appender.start();
    return logger;
  }

  @Override
  public void info(String message, @Nullable Throwable failure) {
    logger.info(message, failure);
  }

  @Override
  public void infoWithEntry(String message, String key, long value) {
    logger.atInfo().addKeyValue(key, value).log(message);
  }

  @Override
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    for (Status status : context.getStatusManager().getCopyOfStatusList()) {
      if (status.getLevel() >= Status.WARN) {
        troubles.add((status.getLevel() == Status.WARN ? "WARN " : "ERROR ") + status.getMessage());
      }
    }
    return troubles;
  }

  @Override
  public boolean flush(Duration timeout) throws InterruptedException {
    return appender.flush(timeout);
  }

  @Override
  public void close() {
    appender.stop();
  }
}
