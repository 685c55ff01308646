// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** Tells the sender that the process is about to end. */
final class UrgentRequest implements SenderEvent {
  @Override
  public void deliver(Sender sender, long nowNanos) {
    sender.onUrgent(nowNanos);
  }

  @Override
  public void deliverAfterEnd(Sender sender) {
    // Nothing is left to be tried.
  }
}
