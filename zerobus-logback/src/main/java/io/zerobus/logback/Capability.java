// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

/** What the Logback of the application can do, which may be older than the one compiled against. */
final class Capability {

  private Capability() {}

  /** Whether the type has this method without parameters. */
  static boolean of(Class<?> type, String method) {
    try {
      return type.getMethod(method) != null;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
