// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/**
 * Frames seen before, ready to be copied into a record: the traces of an application consist of the
 * same few hundred. Bounded: a frame takes the place of another that fell into its slot, some 300
 * KiB in all. It keeps names, never a class.
 *
 * <p>Thread-safe without a lock: frames are immutable, and a thread that reads a slot too early
 * makes the frame anew.
 */
final class FrameCache {

  private static final int SLOTS = 1024;
  private static final int MOST_LINE_BYTES = 256;

  private final @Nullable Frame[] slots = new Frame[SLOTS];

  Frame of(StackTraceElement element, JsonBuffer scratch) {
    int hash = element.hashCode();
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    Frame known = slots[slot];
    if (known != null && known.element().equals(element)) {
      return known;
    }
    Frame made = Frame.of(element, MOST_LINE_BYTES, scratch);
    if (made.isKept()) {
      slots[slot] = made;
    }
    return made;
  }
}
