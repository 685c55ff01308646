// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.io.File;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each marker once, on all the ways that an event can take through Logback. What the markers
 * stand for is said in the configuration. Runs with each Logback from 1.1 on.
 */
public final class LogbackMarkers {

  private LogbackMarkers() {}

  public static void main(String[] args) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(LogbackMarkers::logLate));
    Logger root = LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.info("T01");
    LoggerFactory.getLogger("com.example.child").debug("T02");
    LoggerFactory.getLogger("com.example.info").info("T19");
    LoggerFactory.getLogger("io.grpc.Application").info("T20");
    LoggerFactory.getLogger("com.example.apart").info("T03");
    LoggerFactory.getLogger("com.example.apart.below").info("T03b");
    LoggerFactory.getLogger("com.example.silent").info("T04");
    LoggerFactory.getLogger("com.example.filtered").info("T05");
    LoggerFactory.getLogger("com.example.async").info("T07");
    LoggerFactory.getLogger("com.example.other").debug("T08");
    LoggerFactory.getLogger("com.example.denied").info("T17");
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    root.info("T09 without appenders");
    configure(context);
    root.info("T09");
    inSecondContext();
    root.info("T13");
    System.exit(3);
  }

  private static void configure(LoggerContext context) throws JoranException {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new File(System.getProperty("logback.configurationFile")));
  }

  private static void inSecondContext() {
    LoggerContext second = new LoggerContext();
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.setContext(second);
    appender.start();
    ch.qos.logback.classic.Logger root = second.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    second.getLogger("com.example.second").info("T10");
    second.getLogger("com.example.second").debug("T10 below the level");
  }

  /** Longer after the exit began than an agent's own hook would have waited. */
  private static void logLate() {
    try {
      TimeUnit.MILLISECONDS.sleep(1500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LoggerFactory.getLogger("com.example.late").info("T15");
  }
}
