// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.Iterator;

/** Finds a Zerobus appender among those of a context, also one behind an asynchronous one. */
final class ZerobusAppenders {

  private static final String CLASS_NAME = "io.zerobus.logback.ZerobusAppender";

  private ZerobusAppenders() {}

  static boolean isAnyIn(LoggerContext context) {
    for (Logger logger : context.getLoggerList()) {
      if (isAnyAmong(logger.iteratorForAppenders())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAnyAmong(Iterator<Appender<ILoggingEvent>> appenders) {
    while (appenders.hasNext()) {
      Appender<ILoggingEvent> appender = appenders.next();
      if (appender.getClass().getName().equals(CLASS_NAME) || isAnyBehind(appender)) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("unchecked")
  private static boolean isAnyBehind(Appender<ILoggingEvent> appender) {
    return appender instanceof AppenderAttachable
        && isAnyAmong(((AppenderAttachable<ILoggingEvent>) appender).iteratorForAppenders());
  }
}
