// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A logger of some framework, with an appender that really ships. */
public interface ShippingLog extends AutoCloseable {

  /** Logs at INFO. */
  void info(String message, @Nullable Throwable failure);

  /**
   * Logs at INFO an event with this entry among its key-value pairs, and the text in its message.
   */
  void infoWithEntry(String message, String key, long value);

  /** The lines of the framework's status at WARN and above, each beginning with its level. */
  List<String> troubles();

  /** As the appender's own. */
  boolean flush(Duration timeout) throws InterruptedException;

  /** Stops the appender. */
  @Override
  void close();
}
