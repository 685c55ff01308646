// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** Asks the sender to deliver what was accepted and then to end the stream. */
final class CloseRequest implements SenderEvent {
  private final long timeoutNanos;

  CloseRequest(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  @Override
  public void deliver(Sender sender, long nowNanos) {
    sender.onCloseRequest(timeoutNanos, nowNanos);
  }

  @Override
  public void deliverAfterEnd(Sender sender) {
    // Already ended.
  }
}
