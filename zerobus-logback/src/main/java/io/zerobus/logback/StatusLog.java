// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.core.spi.ContextAware;
import io.zerobus.log.StatusSink;
import org.jspecify.annotations.Nullable;

/** Speaks in Logback's status. Thread-safe, as that is. */
final class StatusLog implements StatusSink {

  private final ContextAware origin;

  StatusLog(ContextAware origin) {
    this.origin = origin;
  }

  @Override
  public void info(String message) {
    if (hasContext()) {
      origin.addInfo(message);
    }
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    if (hasContext()) {
      origin.addWarn(message, cause);
    }
  }

  @Override
  public void error(String message, @Nullable Throwable cause) {
    if (hasContext()) {
      origin.addError(message, cause);
    }
  }

  /** Without a context Logback would print a line of its own on the standard output. */
  private boolean hasContext() {
    return origin.getContext() != null;
  }
}
