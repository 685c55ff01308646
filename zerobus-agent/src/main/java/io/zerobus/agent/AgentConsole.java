// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import io.zerobus.log.StatusSink;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the agent speaks: one line on standard error for each thing that somebody should know.
 * Standard output and the loggers are the application's. Thread-safe.
 */
final class AgentConsole implements StatusSink {

  private static final String PREFIX = "[zerobus-agent] ";

  /** That of the start: an application may put its loggers behind {@code System.err} later. */
  private final PrintStream standardError = System.err;

  /** Something was wrong, and nobody has been told that it is over. */
  private volatile boolean troubled;

  void say(String line) {
    standardError.println(PREFIX.concat(line));
  }

  /** Nothing has to be done about it; it is said where it may be the end of some trouble. */
  @Override
  public void info(String message) {
    if (troubled) {
      troubled = false;
      say(message);
    }
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    troubled = true;
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
