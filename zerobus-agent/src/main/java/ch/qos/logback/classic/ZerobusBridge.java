// SPDX-License-Identifier: Apache-2.0
package ch.qos.logback.classic;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * What the woven {@code Logger.callAppenders} calls. The agent defines it beside the {@link Logger}
 * of each copy of Logback; nothing but the JDK's types cross it. Thread-safe.
 */
public final class ZerobusBridge {

  /** Takes logger and event; null: nobody. Written by the agent. */
  public static volatile BiConsumer<Object, Object> sink;

  /** Whether a Zerobus appender ships the events of this copy itself. Set by the first one. */
  public static final AtomicBoolean TAKEN = new AtomicBoolean();

  private ZerobusBridge() {}

  /** Called for each event that a logger accepts, before its appenders. Never throws. */
  public static void emit(Object logger, Object event) {
    BiConsumer<Object, Object> to = sink;
    if (to != null) {
      try {
        to.accept(logger, event);
      } catch (Throwable e) {
        // No stack or no memory is left: the application's own appenders must have their turn.
      }
    }
  }
}
