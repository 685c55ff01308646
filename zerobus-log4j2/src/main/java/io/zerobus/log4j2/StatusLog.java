// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.log.StatusSink;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/** Speaks in Log4j's status, with the name of the appender. Thread-safe, as that is. */
final class StatusLog implements StatusSink {

  private final String prefix;

  StatusLog(String appenderName) {
    this.prefix = "Zerobus appender " + appenderName + ": ";
  }

  @Override
  public void info(String message) {
    StatusLogger.getLogger().info(prefix + message);
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    StatusLogger.getLogger().warn(prefix + message, cause);
  }

  @Override
  public void error(String message, @Nullable Throwable cause) {
    StatusLogger.getLogger().error(prefix + message, cause);
  }
}
