// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

/**
 * What state the agent is in, as system property {@code zerobus.agent.status}: that is what the
 * command {@code attach} reads back from the JVM. Holds no secret.
 */
public final class AgentStatus {

  /** The only system property that the agent writes. */
  public static final String PROPERTY = "zerobus.agent.status";

  private AgentStatus() {}

  static void set(String status) {
    try {
      System.setProperty(PROPERTY, status);
    } catch (SecurityException e) {
      // An application that forbids it does without.
    }
  }
}
