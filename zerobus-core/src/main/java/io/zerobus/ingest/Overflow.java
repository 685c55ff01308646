// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** What a full buffer does with one record more. */
enum Overflow {
  /** Refuses it. */
  REFUSE,
  /** Gives up the oldest that are not in flight, and takes it. */
  GIVE_UP_OLDEST
}
