// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import org.apache.logging.log4j.core.ErrorHandler;
import org.apache.logging.log4j.core.LogEvent;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events that Log4j's own guard against recursion keeps from the appender.
 *
 * <p>Log4j's default would write them, and each event for an appender that is stopped, as an error
 * to the standard error. The appender itself counts and reports whatever it loses, so there is
 * nothing else to say here. Thread-safe.
 */
final class NestedEvents implements ErrorHandler {

  private final ZerobusAppender appender;

  NestedEvents(ZerobusAppender appender) {
    this.appender = appender;
  }

  @Override
  public void error(String message) {
    appender.dropIfNested();
  }

  @Override
  public void error(String message, @Nullable Throwable cause) {}

  @Override
  public void error(String message, @Nullable LogEvent event, @Nullable Throwable cause) {}
}
