// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import io.zerobus.log.StatusSink;
import org.jspecify.annotations.Nullable;

/**
 * Where the agent speaks: one line on standard error for each thing that somebody should know.
 * Standard output and the loggers are the application's. Thread-safe.
 */
final class AgentConsole implements StatusSink {

  private static final String PREFIX = "[zerobus-agent] ";

  void say(String line) {
    System.err.println(PREFIX.concat(line));
  }

  /** Nothing has to be done about it. */
  @Override
  public void info(String message) {}

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    say(withCause(message, cause));
  }

  @Override
  public void error(String message, @Nullable Throwable cause) {
    say(withCause(message, cause));
  }

  private static String withCause(String message, @Nullable Throwable cause) {
    return cause == null ? message : message + ": " + cause;
  }
}
