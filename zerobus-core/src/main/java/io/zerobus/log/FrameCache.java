// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/**
 * Frames seen before, ready to be copied into a record: the traces of an application consist of the
 * same few hundred. Bounded: a frame takes the place of another where it finds no room nearby, some
 * 300 KiB in all. It keeps names, never a class.
 *
 * <p>Thread-safe without a lock: frames are immutable, and a thread that reads a slot too early
 * makes the frame anew.
 */
final class FrameCache {

  private static final int SLOTS = 1024;
  private static final int LAST_SLOT = SLOTS - 1;

  /** Two frames of one trace that share a slot must not drive out each other with each event. */
  private static final int PROBES = 4;

  private static final int MOST_LINE_BYTES = 256;

  private final @Nullable Frame[] slots = new Frame[SLOTS];

  Frame of(StackTraceElement element, JsonBuffer scratch) {
    int hash = hashOf(element);
    int slot = hash ^ (hash >>> 15);
    int free = slot & LAST_SLOT; // or that of the frame which has to go
    for (int i = 0; i < PROBES; i++) {
      int at = (slot + i) & LAST_SLOT;
      Frame known = slots[at];
      if (known == null) {
        free = at;
        break;
      }
      if (known.element().equals(element)) {
        return known;
      }
    }
    Frame made = Frame.of(element, MOST_LINE_BYTES, scratch);
    if (made.isKept()) {
      slots[free] = made;
    }
    return made;
  }

  /** The element's own asks for four more names, which tell few frames apart. */
  private static int hashOf(StackTraceElement element) {
    int method = 31 * element.getClassName().hashCode() + element.getMethodName().hashCode();
    return 31 * method + element.getLineNumber();
  }
}
