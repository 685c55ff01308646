// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** Asks the sender to change what is not acknowledged. */
final class EditRequest implements SenderEvent {
  private final RecordEdit edit;

  EditRequest(RecordEdit edit) {
    this.edit = edit;
  }

  @Override
  public void deliver(Sender sender, long nowNanos) {
    sender.onEdit(edit, nowNanos);
  }

  @Override
  public void deliverAfterEnd(Sender sender) {
    // Nothing will be sent any more.
  }
}
