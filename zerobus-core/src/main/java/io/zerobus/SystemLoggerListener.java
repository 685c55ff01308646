// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The default: the system logger {@code io.zerobus}, looked up with the first message. */
final class SystemLoggerListener implements DiagnosticListener {
  @Override
  public void onDiagnostic(Level level, Kind kind, String message, @Nullable Throwable throwable) {
    System.Logger logger = Holder.LOGGER;
    // What mends itself needs no stack trace: the message has the cause's words.
    if (throwable == null || level != Level.ERROR) {
      logger.log(level, message);
    } else {
      logger.log(level, message, throwable);
    }
  }

  private static final class Holder {
    static final System.Logger LOGGER = System.getLogger("io.zerobus");
  }
}
