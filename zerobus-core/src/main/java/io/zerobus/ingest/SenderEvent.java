// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** A message to the sender thread. */
interface SenderEvent {
  /** Handles the event; called by the sender thread. */
  void deliver(Sender sender, long nowNanos);

  /** Handles an event that came after the sender thread had ended; called by any thread. */
  void deliverAfterEnd(Sender sender);
}
