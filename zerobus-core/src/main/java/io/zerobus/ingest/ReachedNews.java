// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** Tells the sender that the service can be reached: somebody has connected to it just now. */
final class ReachedNews implements SenderEvent {
  @Override
  public void deliver(Sender sender, long nowNanos) {
    sender.onReached(nowNanos);
  }

  @Override
  public void deliverAfterEnd(Sender sender) {
    // It is over.
  }
}
