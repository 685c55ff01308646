// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;

/** Log4j, with one appender at the root. */
abstract class Log4jContender implements Contender {

  private final Throwable[] failures = Sample.failures();
  private final LoggerContext context = started();
  private final Logger logger = context.getLogger("com.example.shop.order.OrderService");

  private static LoggerContext started() {
    var builder = ConfigurationBuilderFactory.newConfigurationBuilder();
    builder.setStatusLevel(Level.WARN);
    builder.add(builder.newRootLogger(Level.INFO));
    return Configurator.initialize(builder.build());
  }

  final Configuration configuration() {
    return context.getConfiguration();
  }

  /** Starts the appender and puts it at the root. */
  final void attach(Appender appender) {
    appender.start();
    configuration().addAppender(appender);
    configuration().getRootLogger().addAppender(appender, null, null);
    context.updateLoggers();
  }

  @Override
  public final void plain(int i) {
    logger.info(Sample.PATTERN, Sample.order(i), Sample.customer(i), Sample.millis(i));
  }

  @Override
  public final void failure(int i) {
    logger.error(Sample.FAILURE_PATTERN, Sample.order(i), Sample.failure(i, failures));
  }

  @Override
  public final void enterContext() {
    ThreadContext.putAll(Sample.CONTEXT);
  }

  @Override
  public void close() {
    Configurator.shutdown(context);
  }
}
