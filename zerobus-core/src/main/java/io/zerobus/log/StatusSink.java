// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/**
 * Where an appender speaks about itself: the status of its framework, never a logger and never the
 * standard streams.
 *
 * <p>Thread-safe. Trouble with delivery is {@link #warn} at most; {@link #error} is for wrong
 * settings of a strict appender, because Spring Boot refuses to start on it.
 */
public interface StatusSink {

  void info(String message);

  void warn(String message, @Nullable Throwable cause);

  void error(String message, @Nullable Throwable cause);
}
