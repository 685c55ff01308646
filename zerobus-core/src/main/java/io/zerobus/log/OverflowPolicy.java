// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/** What happens to an event for which the buffer has no room. */
enum OverflowPolicy {
  /** The new event is given up and counted. */
  DROP,
  /** The caller waits up to {@code blockTimeout}; then the event is given up and counted. */
  BLOCK
}
