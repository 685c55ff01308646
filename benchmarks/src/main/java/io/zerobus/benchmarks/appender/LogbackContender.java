// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logback, with one appender at the root. */
abstract class LogbackContender implements Contender {

  private final Throwable[] failures = Sample.failures();
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger logger = context.getLogger("com.example.shop.order.OrderService");

  /** Ends what was configured before; the appender is added with {@link #attach}. */
  LogbackContender() {
    context.reset();
  }

  final LoggerContext context() {
    return context;
  }

  /** Starts the appender and puts it at the root. */
  final void attach(Appender<ILoggingEvent> appender) {
    appender.setContext(context);
    appender.setName("measured");
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
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
    Sample.CONTEXT.forEach(MDC::put);
  }

  @Override
  public void close() {
    context.stop();
  }
}
