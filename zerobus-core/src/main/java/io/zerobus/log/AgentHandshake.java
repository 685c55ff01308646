// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the Zerobus agent, if there is one in this JVM, that an appender ships the events of a
 * framework: two rows for each event is what nobody wants, and what the application's own
 * configuration says is the more exact wish.
 */
public final class AgentHandshake {

  /** What the agent puts beside the class of the framework that it hooks into. */
  private static final String BRIDGE = "ZerobusBridge";

  private AgentHandshake() {}

  /**
   * Takes over the events of one copy of a framework, for as long as it lives. Idempotent; does
   * nothing without an agent.
   *
   * @param hooked the class that an agent hooks into, of the copy that the appender belongs to
   */
  public static void takeOver(Class<?> hooked) {
    try {
      Class<?> bridge =
          Class.forName(hooked.getPackageName() + "." + BRIDGE, true, hooked.getClassLoader());
      ((AtomicBoolean) bridge.getField("TAKEN").get(null)).set(true);
    } catch (ClassNotFoundException e) {
      // No agent.
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // An agent of another version: it ships what it would ship without the appender.
    }
  }
}
