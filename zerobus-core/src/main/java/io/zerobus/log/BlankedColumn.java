// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.RecordEdit;
import java.nio.charset.StandardCharsets;

/**
 * Takes a column out of records that are encoded already, by writing blanks over it: JSON does not
 * mind them, and the record keeps its length. Stateless, thread-safe.
 *
 * <p>Knows only what {@link LogRecordWriter} writes: one object without blanks between its parts.
 */
final class BlankedColumn implements RecordEdit {

  private final byte[] quotedName;

  BlankedColumn(String name) {
    quotedName = ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void edit(byte[] record, int length) {
    int member = firstMember(record, length);
    while (member < length) {
      int end = endOfValue(record, endOfString(record, member, length) + 1, length);
      if (startsWith(record, member, length)) {
        blank(record, member, end, length);
        return;
      }
      member = end + 1; // behind the comma, or at the end of the object
      while (member < length && record[member] == ' ') {
        member++;
      }
    }
  }

  private static int firstMember(byte[] record, int length) {
    int at = 1;
    while (at < length && record[at] == ' ') {
      at++;
    }
    return at;
  }

  private boolean startsWith(byte[] record, int at, int length) {
    if (at + quotedName.length > length) {
      return false;
    }
    for (int i = 0; i < quotedName.length; i++) {
      if (record[at + i] != quotedName[i]) {
        return false;
      }
    }
    return true;
  }

  /** With the comma behind it, or, for the last member, the one before it. */
  private static void blank(byte[] record, int start, int end, int length) {
    int from = start;
    int to = end;
    if (end < length && record[end] == ',') {
      to = end + 1;
    } else {
      while (from > 1 && record[from - 1] == ' ') {
        from--;
      }
      if (record[from - 1] == ',') {
        from--;
      }
    }
    for (int i = from; i < to; i++) {
      record[i] = ' ';
    }
  }

  /** The position behind the closing quote of the string that begins at {@code start}. */
  private static int endOfString(byte[] record, int start, int length) {
    int at = start + 1;
    while (at < length && record[at] != '"') {
      at += record[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  /** The position of the comma or brace behind the value that begins at {@code start}. */
  private static int endOfValue(byte[] record, int start, int length) {
    int depth = 0;
    int at = start;
    while (at < length) {
      byte next = record[at];
      if (next == '"') {
        at = endOfString(record, at, length);
        continue;
      }
      if (next == '{' || next == '[') {
        depth++;
      } else if (next == '}' || next == ']') {
        if (depth == 0) {
          return at;
        }
        depth--;
      } else if (next == ',' && depth == 0) {
        return at;
      }
      at++;
    }
    return length;
  }
}
