// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

/**
 * What state the agent is in, as system property {@code zerobus.agent.status}: that is what the
 * command {@code attach} reads back from the JVM. Holds no secret.
 */
public final class AgentStatus {

  /** The only system property that the agent writes. */
  public static final String PROPERTY = "zerobus.agent.status";

  /** The state from the start to the first event. */
  public static final String WAITING = "waiting for the first event";

  private static final String FAILED = "failed: ";
  private static final String OFF = "switched off by setting enabled";

  private AgentStatus() {}

  /** Whether a status says that nothing is shipped, now or later. */
  public static boolean isFailure(String status) {
    return status.startsWith(FAILED) || status.equals(OFF);
  }

  static void failed(String why) {
    set(FAILED.concat(why));
  }

  static void off() {
    set(OFF);
  }

  static void set(String status) {
    try {
      System.setProperty(PROPERTY, status);
    } catch (SecurityException e) {
      // An application that forbids it does without.
    }
  }
}
