// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.ShippingLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.NullConfiguration;
import org.apache.logging.log4j.message.StringMapMessage;
import org.jspecify.annotations.Nullable;

/** An appender that really ships, at the root of a Log4j of its own. */
final class RealAppender implements ShippingLog {

  private final StatusLines status = new StatusLines();
  private final LoggerContext context = new LoggerContext("real");
  private final ZerobusAppender appender;
  private final Logger logger;

  /**
   * @param environment all its settings, as environment variables
   */
  RealAppender(Map<String, String> environment) {
    Configuration configuration = new NullConfiguration();
    context.start(configuration);
    status.forget();
    ZerobusAppender.Builder builder =
        ZerobusAppender.newBuilder().setName("ZEROBUS").setShutdownHook("false");
    builder.settings().systemProperties(Map.of()).environment(environment);
    appender = builder.build();
    appender.start();
    configuration.addAppender(appender);
    LoggerConfig root = configuration.getRootLogger();
    List.copyOf(root.getAppenders().keySet()).forEach(root::removeAppender);
    root.setLevel(Level.INFO);
    root.addAppender(appender, null, null);
    context.updateLoggers();
    logger = context.getLogger("com.example.App");
  }

  @Override
  public void info(String message, @Nullable Throwable failure) {
    logger.info(message, failure);
  }

  @Override
  public void infoWithEntry(String message, String key, long value) {
    logger.info(new StringMapMessage().with(key, value).with("text", message));
  }

  @Override
  public List<String> troubles() {
    return status.all().stream()
        .map(line -> line.replace("Zerobus appender ZEROBUS: ", ""))
        .toList();
  }

  @Override
  public boolean flush(Duration timeout) throws InterruptedException {
    return appender.flush(timeout);
  }

  /** Stops Log4j. */
  @Override
  public void close() {
    context.stop();
    status.remove();
  }
}
