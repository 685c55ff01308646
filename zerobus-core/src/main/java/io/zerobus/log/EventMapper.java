// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one framework. Thread-safe; everything is read on the calling thread.
 *
 * @param <E> the framework's event
 */
public interface EventMapper<E> {

  /** The name of the logger that made the event. */
  @Nullable String loggerName(E event);

  /** Whether the event's level is WARN or above. */
  boolean isWarnOrAbove(E event);

  /** Writes the columns that the event has. What it throws costs the event. */
  void map(E event, LogRecordWriter record);
}
