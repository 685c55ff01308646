// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.log4j2;

import java.lang.ref.WeakReference;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Whether a configuration has filters in its loggers, looked up once for each; one that a program
 * adds to a logger later is not seen. Thread-safe.
 */
final class LoggerFilters {

  /** Of the configuration that was asked for last. */
  private volatile @Nullable Answer last;

  /** The one that was asked for last; null when there is none any more. */
  @Nullable Configuration configuration() {
    Answer known = last;
    return known == null ? null : known.get();
  }

  /** Allocates nothing, but for another configuration than the time before. */
  boolean areIn(Configuration configuration) {
    Answer known = last;
    if (known == null || known.get() != configuration) {
      known = new Answer(configuration);
      last = known;
    }
    return known.isYes;
  }

  /** Keeps no configuration that nobody else does: Log4j may be shared by applications. */
  private static final class Answer extends WeakReference<Configuration> {
    private final boolean isYes;

    Answer(Configuration configuration) {
      super(configuration);
      isYes = configuration.getRootLogger().hasFilter() || areInLoggers(configuration);
    }

    private static boolean areInLoggers(Configuration configuration) {
      for (LoggerConfig logger : configuration.getLoggers().values()) {
        if (logger.hasFilter()) {
          return true;
        }
      }
      return false;
    }
  }
}
