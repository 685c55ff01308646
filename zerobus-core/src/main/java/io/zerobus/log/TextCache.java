// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/**
 * Short texts that come with event after event (names of loggers and threads, keys), encoded with
 * what stands before and behind them. Bounded: a text takes the place of another that fell into its
 * slot, and only when it comes twice, so that names which are never the same again cost nothing.
 *
 * <p>Thread-safe without a lock: what it holds is immutable, and a thread that reads a slot too
 * early encodes the text itself.
 */
final class TextCache {

  private static final int SLOTS = 128;
  private static final int MOST_BYTES = 256;

  private final byte[] before;
  private final byte[] after;
  private final @Nullable Known[] slots = new Known[SLOTS];

  /** For each slot the hash of the text that was looked for last, and was not there. */
  private final int[] missed = new int[SLOTS];

  TextCache(byte[] before, byte[] after) {
    this.before = before;
    this.after = after;
  }

  /**
   * Writes the text with what stands around it.
   *
   * @return false when the text is longer than {@code maxBytes} and only its beginning was written
   */
  boolean write(String text, JsonBuffer out, int maxBytes) {
    byte[] known = find(text);
    if (known != null) {
      out.raw(known);
      return true;
    }
    out.raw(before);
    boolean complete = out.text(text, out.length() + maxBytes);
    out.raw(after);
    return complete;
  }

  /** Where the text ends when it was written last. */
  int textEnd(JsonBuffer out) {
    return out.length() - after.length;
  }

  private byte @Nullable [] find(String text) {
    int hash = text.hashCode();
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    Known known = slots[slot];
    if (known != null && known.text.equals(text)) {
      return known.bytes;
    }
    if (missed[slot] == hash) {
      return add(text, slot);
    }
    missed[slot] = hash;
    return null;
  }

  private byte @Nullable [] add(String text, int slot) {
    JsonBuffer buffer = new JsonBuffer(MOST_BYTES);
    buffer.raw(before);
    if (!buffer.text(text, MOST_BYTES)) {
      return null;
    }
    buffer.raw(after);
    Known known = new Known(text, buffer.copy());
    slots[slot] = known;
    return known.bytes;
  }

  private static final class Known {
    final String text;
    final byte[] bytes;

    Known(String text, byte[] bytes) {
      this.text = text;
      this.bytes = bytes;
    }
  }
}
