// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.ArrayList;
import java.util.List;

/**
 * The edits that records in flight have still to get, should they be sent again.
 *
 * <p>What waits is edited at once. What is in flight must stay as the server may have got it until
 * its connection has ended. Owner: the sender thread.
 */
final class RecordEdits {
  // Owner: the sender thread. In order.
  private final List<Owed> owed = new ArrayList<>();

  /** Edits all that waits, and notes what is in flight. */
  void add(RecordEdit edit, RecordBuffer buffer) {
    // What is in flight now ends below; looked at first, as giving up moves the cursor on.
    long inFlightEnd = buffer.readPosition();
    buffer.edit(edit, buffer.tail());
    owed.removeIf(one -> one.end <= buffer.ackedPosition());
    if (inFlightEnd > buffer.ackedPosition()) {
      owed.add(new Owed(edit, inFlightEnd));
    }
  }

  /**
   * Nothing is in flight any more: edits what was, before it is sent again.
   *
   * @return whether there was anything to edit
   */
  boolean onRewind(RecordBuffer buffer) {
    boolean any = false;
    for (Owed one : owed) {
      any |= one.end > buffer.readPosition();
      buffer.edit(one.edit, one.end);
    }
    owed.clear();
    return any;
  }

  /** One edit and the position up to which it has not been applied. */
  private static final class Owed {
    final RecordEdit edit;
    final long end;

    Owed(RecordEdit edit, long end) {
      this.edit = edit;
      this.end = end;
    }
  }
}
