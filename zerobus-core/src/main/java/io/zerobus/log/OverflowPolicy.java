// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Locale;

/** What happens to an event for which the buffer has no room. */
enum OverflowPolicy {
  /** The new event is given up and counted. */
  DROP,
  /** The oldest events that are not under way are given up and counted. */
  DROP_OLDEST,
  /** The last part of the buffer is kept for WARN and above; else as {@link #DROP}. */
  DROP_LOW_LEVELS,
  /** The caller waits up to {@code blockTimeout}; then the event is given up and counted. */
  BLOCK;

  static OverflowPolicy parse(String text) throws WrongSettingException {
    for (OverflowPolicy policy : values()) {
      if (policy.name().replace('_', '-').equals(text.toUpperCase(Locale.ROOT))) {
        return policy;
      }
    }
    throw SettingParser.wrong(
        Setting.OVERFLOW_POLICY, text, "use drop, drop-oldest, drop-low-levels or block");
  }
}
