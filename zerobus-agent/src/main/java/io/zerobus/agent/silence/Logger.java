// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.silence;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the libraries of the jar for {@code java.util.logging.Logger}, whose first use in a JVM
 * decides which log manager the application gets. Says nothing: what happens to the connection
 * reaches the agent as a status, and it tells of it itself.
 */
public final class Logger {

  private static final Logger SILENT = new Logger();

  private Logger() {}

  public static Logger getLogger(@Nullable String name) {
    return SILENT;
  }

  public @Nullable String getName() {
    return null;
  }

  public boolean isLoggable(Level level) {
    return false;
  }

  public void log(Level level, @Nullable String message) {}

  public void log(Level level, @Nullable String message, @Nullable Object parameter) {}

  public void log(Level level, @Nullable String message, Object @Nullable [] parameters) {}

  public void log(Level level, @Nullable String message, @Nullable Throwable thrown) {}

  public void log(LogRecord record) {}

  public void logp(
      Level level, @Nullable String type, @Nullable String method, @Nullable String message) {}

  public void logp(
      Level level,
      @Nullable String type,
      @Nullable String method,
      @Nullable String message,
      @Nullable Throwable thrown) {}

  public void severe(@Nullable String message) {}

  public void warning(@Nullable String message) {}

  public void info(@Nullable String message) {}

  public void fine(@Nullable String message) {}

  public void finer(@Nullable String message) {}

  public void finest(@Nullable String message) {}
}
