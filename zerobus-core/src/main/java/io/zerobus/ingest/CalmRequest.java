// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** Tells the sender that nothing is urgent any more. */
final class CalmRequest implements SenderEvent {
  @Override
  public void deliver(Sender sender, long nowNanos) {
    sender.onCalm();
  }

  @Override
  public void deliverAfterEnd(Sender sender) {
    // It is over.
  }
}
