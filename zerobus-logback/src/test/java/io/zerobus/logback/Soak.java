// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

/** Whether this build is the slow one, profile soak, which repeats more and waits longer. */
final class Soak {

  private Soak() {}

  /** The first in a normal build, the second in a soak. */
  static int choose(int normal, int soak) {
    return Boolean.getBoolean("zerobus.soak") ? soak : normal;
  }
}
