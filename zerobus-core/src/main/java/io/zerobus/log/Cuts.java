// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Arrays;

/**
 * The values of one record that may be shortened when it is too large: their places in the buffer,
 * in ascending order. Not thread-safe.
 */
final class Cuts {

  /** The kinds of values in the order in which they are given up. */
  static final int STACK_TRACE = 0;

  static final int MESSAGE = 1;
  static final int EXCEPTION_MESSAGE = 2;

  /** Of {@code key_values}, {@code mdc} and static fields: the longest is shortened first. */
  static final int OTHER = 3;

  /** As OTHER, for a text within JSON text, which is escaped twice. */
  static final int EMBEDDED = 4;

  private static final int KEPT = 256;

  private int[] kinds = new int[16];
  private int[] starts = new int[16];
  private int[] ends = new int[16];

  /** Whether not even the whole of the value was written. */
  private boolean[] cutShort = new boolean[16];

  private int count;
  private int totalBytes;
  private int cutShortCount;

  void clear() {
    count = 0;
    totalBytes = 0;
    cutShortCount = 0;
    if (kinds.length > KEPT) {
      kinds = new int[KEPT];
      starts = new int[KEPT];
      ends = new int[KEPT];
      cutShort = new boolean[KEPT];
    }
  }

  int count() {
    return count;
  }

  int start(int cut) {
    return starts[cut];
  }

  int end(int cut) {
    return ends[cut];
  }

  /** The bytes that could be saved. */
  int totalBytes() {
    return totalBytes;
  }

  /** Whether a value in the record lacks its end already. */
  boolean anyCutShort() {
    return cutShortCount > 0;
  }

  void add(int kind, int start, int end, boolean complete) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      cutShort = Arrays.copyOf(cutShort, count * 2);
    }
    kinds[count] = kind;
    starts[count] = start;
    ends[count] = end;
    cutShort[count] = !complete;
    cutShortCount += complete ? 0 : 1;
    totalBytes += end - start;
    count++;
  }

  /** Forgets the values from {@code newCount} on. */
  void setCount(int newCount) {
    while (count > newCount) {
      count--;
      totalBytes -= ends[count] - starts[count];
      cutShortCount -= cutShort[count] ? 1 : 0;
    }
  }

  /** Puts the value at {@code from} into the place {@code to}, moved left in the buffer. */
  void relocate(int from, int to, int distance) {
    kinds[to] = kinds[from];
    starts[to] = starts[from] - distance;
    ends[to] = ends[from] - distance;
    cutShort[to] = cutShort[from];
  }

  /** Ends a series of relocations that left {@code newCount} values. */
  void setCountAfterRelocation(int newCount) {
    count = newCount;
    totalBytes = 0;
    cutShortCount = 0;
    for (int i = 0; i < count; i++) {
      totalBytes += ends[i] - starts[i];
      cutShortCount += cutShort[i] ? 1 : 0;
    }
  }

  /**
   * Shortens values until {@code excess} bytes are saved and closes the gaps in the buffer.
   *
   * @return false when that is not possible
   */
  boolean save(int excess, JsonBuffer buffer) {
    if (excess > totalBytes) {
      return false;
    }
    int[] newEnds = Arrays.copyOf(ends, count);
    int missing = excess;
    for (int kind = STACK_TRACE; kind < OTHER && missing > 0; kind++) {
      for (int i = 0; i < count && missing > 0; i++) {
        if (kinds[i] == kind) {
          int keep = Math.max(0, ends[i] - starts[i] - missing);
          newEnds[i] = buffer.unitBoundary(starts[i], ends[i], starts[i] + keep);
          missing -= ends[i] - newEnds[i];
        }
      }
    }
    if (missing > 0) {
      int longest = longestAllowed(missing);
      for (int i = 0; i < count; i++) {
        if (kinds[i] == OTHER) {
          newEnds[i] = buffer.unitBoundary(starts[i], ends[i], starts[i] + longest);
        } else if (kinds[i] == EMBEDDED) {
          newEnds[i] = buffer.embeddedUnitBoundary(starts[i], ends[i], starts[i] + longest);
        }
      }
    }
    closeGaps(newEnds, buffer);
    return true;
  }

  /** The greatest length such that cutting all other values to it saves {@code missing} bytes. */
  private int longestAllowed(int missing) {
    int[] lengths = new int[count];
    int others = 0;
    for (int i = 0; i < count; i++) {
      if (kinds[i] >= OTHER) {
        lengths[others++] = ends[i] - starts[i];
      }
    }
    Arrays.sort(lengths, 0, others);
    long longerBytes = 0;
    for (int i = others - 1; i >= 0; i--) {
      longerBytes += lengths[i];
      int cut = others - i;
      int level = (int) Math.floorDiv(longerBytes - missing, (long) cut);
      if (level >= (i == 0 ? 0 : lengths[i - 1])) {
        return Math.max(0, level);
      }
    }
    return 0;
  }

  private void closeGaps(int[] newEnds, JsonBuffer buffer) {
    int source = 0;
    int target = 0;
    for (int i = 0; i < count; i++) {
      buffer.move(source, newEnds[i], target);
      target += newEnds[i] - source;
      source = ends[i];
    }
    buffer.move(source, buffer.length(), target);
    buffer.setLength(target + buffer.length() - source);
  }
}
