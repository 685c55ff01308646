// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

/** Whether this build is the slow one, profile soak, which repeats more and waits longer. */
public final class Soak {

  private Soak() {}

  /** The first in a normal build, the second in a soak. */
  public static int choose(int normal, int soak) {
    // Not zerobus.soak: an appender would tell of a system property that it does not know.
    return Boolean.getBoolean("tests.soak") ? soak : normal;
  }
}
