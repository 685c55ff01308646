// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Arrays;

/**
 * The entries of the JSON object that is being written, so that no key stands in it twice: the last
 * one wins. Keys are compared as they were written, because two different keys may be written alike
 * (lone surrogates). Not thread-safe.
 *
 * <p>Each entry is written with a comma behind it; the last comma becomes the closing brace.
 */
final class MapEntries {

  private static final int KEPT = 64;

  /** Up to so many entries are compared one by one; more get a hash table. */
  private static final int FEW = 8;

  private final JsonBuffer buffer;
  private final Cuts cuts;

  private int[] starts = new int[KEPT];
  private int[] keyEnds = new int[KEPT];
  private int[] hashes = new int[KEPT];

  /** How many values there were to cut before the entry: its own follow. */
  private int[] cutStarts = new int[KEPT];

  private boolean[] superseded = new boolean[KEPT];

  /** Open addressing; entry number + 1, 0 is free. At least twice the entries. Empty for a few. */
  private int[] table = new int[KEPT * 2];

  private int count;
  private int supersededCount;

  MapEntries(JsonBuffer buffer, Cuts cuts) {
    this.buffer = buffer;
    this.cuts = cuts;
  }

  void begin() {
    count = 0;
    supersededCount = 0;
    if (starts.length > KEPT) {
      resize(KEPT);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean anySuperseded() {
    return supersededCount > 0;
  }

  /**
   * Takes note of an entry whose key was just written.
   *
   * @param start where its quote stands
   * @param keyStart where the key stands behind it
   * @param keyEnd where the key ends
   */
  void addKey(int start, int keyStart, int keyEnd, String key) {
    if (count == starts.length) {
      resize(count * 2);
      rebuildTable(count);
    }
    int entry = count++;
    starts[entry] = start;
    keyEnds[entry] = keyEnd;
    cutStarts[entry] = cuts.count();
    superseded[entry] = false;
    hashes[entry] = hashOf(keyStart, keyEnd, key);
    int earlier = count <= FEW ? findAmongFew(entry) : putIntoTable(entry);
    if (earlier >= 0) {
      superseded[earlier] = true;
      supersededCount++;
    }
  }

  /** Two keys that are written alike are both written as they are, or neither of them is. */
  private int hashOf(int writtenStart, int writtenEnd, String key) {
    if (writtenEnd - writtenStart == key.length()) {
      return key.hashCode();
    }
    byte[] bytes = buffer.bytes();
    int hash = 0;
    for (int p = writtenStart; p < writtenEnd; p++) {
      hash = 31 * hash + bytes[p];
    }
    return hash;
  }

  private int findAmongFew(int entry) {
    for (int earlier = entry - 1; earlier >= 0; earlier--) {
      if (!superseded[earlier] && sameKey(earlier, entry)) {
        return earlier;
      }
    }
    return -1;
  }

  private int putIntoTable(int entry) {
    if (entry == FEW) {
      Arrays.fill(table, 0);
      rebuildTable(FEW);
    }
    int slot = findSlot(entry);
    int earlier = table[slot] - 1;
    table[slot] = entry + 1;
    return earlier;
  }

  /** Removes superseded entries. */
  void end() {
    if (supersededCount == 0) {
      return;
    }
    int target = starts[0];
    int cutTarget = cutStarts[0];
    for (int entry = 0; entry < count; entry++) {
      if (!superseded[entry]) {
        int distance = starts[entry] - target;
        int end = entry + 1 < count ? starts[entry + 1] : buffer.length();
        buffer.move(starts[entry], end, target);
        target += end - starts[entry];
        int cutEnd = entry + 1 < count ? cutStarts[entry + 1] : cuts.count();
        for (int cut = cutStarts[entry]; cut < cutEnd; cut++) {
          cuts.relocate(cut, cutTarget++, distance);
        }
      }
    }
    buffer.setLength(target);
    cuts.setCountAfterRelocation(cutTarget);
  }

  private int findSlot(int entry) {
    int mask = table.length - 1;
    int hash = hashes[entry];
    int slot = (((hash ^ (hash >>> 15)) * 0x9E3779B1) >>> 7) & mask;
    while (table[slot] != 0 && !sameKey(table[slot] - 1, entry)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean sameKey(int a, int b) {
    byte[] bytes = buffer.bytes();
    return hashes[a] == hashes[b]
        && Arrays.equals(bytes, starts[a], keyEnds[a], bytes, starts[b], keyEnds[b]);
  }

  private void resize(int size) {
    starts = Arrays.copyOf(starts, size);
    keyEnds = Arrays.copyOf(keyEnds, size);
    hashes = Arrays.copyOf(hashes, size);
    cutStarts = Arrays.copyOf(cutStarts, size);
    superseded = Arrays.copyOf(superseded, size);
    table = new int[size * 2];
  }

  /** Fills an empty table with the first entries. */
  private void rebuildTable(int entries) {
    for (int entry = 0; entry < entries; entry++) {
      if (!superseded[entry]) {
        table[findSlot(entry)] = entry + 1;
      }
    }
  }
}
