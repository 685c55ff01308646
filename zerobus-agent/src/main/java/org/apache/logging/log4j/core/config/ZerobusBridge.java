// SPDX-License-Identifier: Apache-2.0
package org.apache.logging.log4j.core.config;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * What the woven {@code LoggerConfig.callAppenders} calls. The agent defines it beside the {@link
 * LoggerConfig} of each copy of Log4j; nothing but the JDK's types cross it. Thread-safe.
 */
public final class ZerobusBridge {

  /** Takes logger configuration and event; null: nobody. Written by the agent. */
  public static volatile BiConsumer<Object, Object> sink;

  /** Whether a Zerobus appender ships the events of this copy itself. Set by the first one. */
  public static final AtomicBoolean TAKEN = new AtomicBoolean();

  private ZerobusBridge() {}

  /**
   * Called for each event that a logger configuration accepts, before its appenders. Never throws.
   */
  public static void emit(Object config, Object event) {
    BiConsumer<Object, Object> to = sink;
    if (to != null) {
      try {
        to.accept(config, event);
      } catch (Throwable e) {
        // No stack or no memory is left: the application's own appenders must have their turn.
      }
    }
  }
}
