// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the map that was written last, to know them again: the events of a request come
 * with the same diagnostic context, most often with the same strings in it. A map that comes the
 * second time is kept as it is written; from the third time on it is copied. Not thread-safe.
 *
 * <p>Keys and values are compared by identity, which is quick, and enough: a string does not
 * change, whatever becomes of the map that held it. Bounded: of a map with many entries, or a large
 * one, nothing is kept.
 */
final class LastEntries {

  /** The result of {@link #put} for an entry that needs not be written yet. */
  static final int DEFERRED = -1;

  private static final int MOST_ENTRIES = 16;
  private static final int MOST_BYTES = 1024;
  private static final int NOT_KEPT = -1;

  private final @Nullable String[] keys = new String[MOST_ENTRIES];
  private final @Nullable String[] values = new String[MOST_ENTRIES];

  /** How many entries the last map had; the present one takes their places. */
  private int count;

  /** The last map as it was written; meaningless while the length is {@link #NOT_KEPT}. */
  private final byte[] written = new byte[MOST_BYTES];

  private int length = NOT_KEPT;

  /** Where the values stand in it. */
  private final int[] valueStarts = new int[MOST_ENTRIES];

  private final int[] valueEnds = new int[MOST_ENTRIES];

  /** How many entries of the present map there were. */
  private int position;

  /** Whether they are the first ones of the last map. */
  private boolean same;

  /** Whether the present map cannot be kept. */
  private boolean unusual;

  /** A map begins. */
  void begin() {
    position = 0;
    same = true;
    unusual = false;
  }

  /**
   * The next entry.
   *
   * @return {@link #DEFERRED}, or how many entries that were deferred are to be written before it:
   *     the first ones of {@link #key} and {@link #value}
   */
  @SuppressWarnings("ReferenceEquality") // By identity, see above.
  int put(String key, String value) {
    int at = position;
    if (same && at < count && keys[at] == key && values[at] == value) {
      position = at + 1;
      return length == NOT_KEPT ? 0 : DEFERRED;
    }
    int deferred = differs();
    if (at == MOST_ENTRIES) {
      unusual = true;
    } else {
      keys[at] = key;
      values[at] = value;
      position = at + 1;
    }
    return deferred;
  }

  /**
   * The map is another than the last one.
   *
   * @return how many entries were deferred, and are to be written now
   */
  int differs() {
    int deferred = same && length != NOT_KEPT ? position : 0;
    same = false;
    length = NOT_KEPT;
    return deferred;
  }

  /** An entry comes that is none of text; as {@link #differs}. */
  int putUnusual() {
    unusual = true;
    return differs();
  }

  /**
   * The present map has no more entries; as {@link #differs} if it has fewer than were deferred.
   */
  int lacking() {
    return same && length != NOT_KEPT ? differs() : 0;
  }

  String key(int entry) {
    return String.valueOf(keys[entry]);
  }

  String value(int entry) {
    return String.valueOf(values[entry]);
  }

  /** Whether all entries of the present map were deferred, and no other was to come. */
  boolean isComplete() {
    return same && position == count && length != NOT_KEPT;
  }

  /** Writes the map whose entries were all deferred. */
  void writeTo(JsonBuffer buffer, Cuts cuts) {
    int start = buffer.length();
    buffer.rawBytes(written, length);
    for (int entry = 0; entry < count; entry++) {
      cuts.add(Cuts.OTHER, start + valueStarts[entry], start + valueEnds[entry], true);
    }
  }

  /**
   * The present map was written, each entry once.
   *
   * @param start where it stands in the buffer
   * @param firstCut the first of its values among the cuts
   */
  void end(JsonBuffer buffer, int start, Cuts cuts, int firstCut) {
    int size = buffer.length() - start;
    if (unusual || size > MOST_BYTES || cuts.count() - firstCut != position) {
      forget();
    } else if (same && position == count) {
      for (int entry = 0; entry < count; entry++) {
        valueStarts[entry] = cuts.start(firstCut + entry) - start;
        valueEnds[entry] = cuts.end(firstCut + entry) - start;
      }
      System.arraycopy(buffer.bytes(), start, written, 0, size);
      length = size;
    } else {
      count = position;
      length = NOT_KEPT;
    }
  }

  /** Keeps nothing. */
  void forget() {
    length = NOT_KEPT;
    if (count == 0 && position == 0) {
      return;
    }
    Arrays.fill(keys, null);
    Arrays.fill(values, null);
    count = 0;
  }
}
