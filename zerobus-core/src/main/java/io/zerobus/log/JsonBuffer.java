// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 JSON in a growing array. Not thread-safe.
 *
 * <p>The limits are absolute positions in the array, so that a text can be stopped where the bytes
 * it may use end: always between two units, a unit being the bytes of one code point or one escape.
 */
final class JsonBuffer {

  private static final byte PLAIN = 0;
  private static final byte AS_UNICODE_ESCAPE = 1;

  /** For each ASCII character: plain, a Unicode escape, or the letter behind the backslash. */
  private static final byte[] ESCAPES = escapes();

  private static final byte[] UNICODE_00 = "u00".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int EIGHT_DIGITS = 100_000_000;
  private static final byte[] MIN_LONG =
      String.valueOf(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
  private static final int REPLACEMENT_CHARACTER = 0xFFFD;

  private byte[] bytes;
  private int length;

  JsonBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[128];
    Arrays.fill(escapes, 0, 0x20, AS_UNICODE_ESCAPE);
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    return escapes;
  }

  /** What was written; valid up to {@link #length} and until the next write. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  int capacity() {
    return bytes.length;
  }

  /** Forgets what was written from {@code newLength} on. */
  void setLength(int newLength) {
    length = newLength;
  }

  void raw(byte value) {
    ensureRoom(1);
    bytes[length++] = value;
  }

  void raw(byte[] fragment) {
    ensureRoom(fragment.length);
    System.arraycopy(fragment, 0, bytes, length, fragment.length);
    length += fragment.length;
  }

  void raw(byte first, byte second) {
    ensureRoom(2);
    bytes[length] = first;
    bytes[length + 1] = second;
    length += 2;
  }

  /** Writes all of an escaped fragment or nothing. */
  boolean raw(byte[] fragment, int limit) {
    if (length + fragment.length > limit) {
      return false;
    }
    raw(fragment);
    return true;
  }

  void number(long value) {
    ensureRoom(20);
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        raw(MIN_LONG);
        return;
      }
      bytes[length++] = '-';
    }
    digits(Math.abs(value));
  }

  /** Splits off what fits an int, whose division is much cheaper. */
  private void digits(long value) {
    if (value < EIGHT_DIGITS) {
      int small = (int) value;
      int end = length + 1;
      for (int bound = 10; small >= bound; bound *= 10) {
        end++;
      }
      digits(small, end);
    } else {
      digits(value / EIGHT_DIGITS);
      digits((int) (value % EIGHT_DIGITS), length + 8);
    }
  }

  private void digits(int value, int end) {
    byte[] target = bytes;
    int rest = value;
    for (int p = end - 1; p >= length; p--) {
      target[p] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length = end;
  }

  /** The digits of a number inside a text. */
  boolean number(long value, int limit) {
    int before = length;
    number(value);
    if (length > limit) {
      length = before;
      return false;
    }
    return true;
  }

  /**
   * Writes the inside of a JSON string.
   *
   * @return false when not all of the text fits below {@code limit}
   */
  boolean text(String text, int limit) {
    int count = text.length();
    int fastEnd = Math.min(count, limit - length);
    ensureRoom(fastEnd);
    byte[] target = bytes;
    int start = length;
    int i = 0;
    for (; i < fastEnd; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || ESCAPES[c] != PLAIN) {
        break;
      }
      target[start + i] = (byte) c;
    }
    length = start + i;
    return i == count || textWithEscapes(text, i, limit);
  }

  private boolean textWithEscapes(String text, int from, int limit) {
    int count = text.length();
    for (int i = from; i < count; i++) {
      char c = text.charAt(i);
      if (!(c < 0x80 ? ascii(c, limit) : codePoint(codePointAt(text, i), limit))) {
        return false;
      }
      i += isPair(text, i) ? 1 : 0;
    }
    return true;
  }

  /**
   * Writes the inside of a JSON string that itself stands in a JSON string: escaped twice.
   *
   * @return false when not all of the text fits below {@code limit}
   */
  boolean embeddedText(String text, int limit) {
    int count = text.length();
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (!(c < 0x80 ? embeddedAscii(c, limit) : codePoint(codePointAt(text, i), limit))) {
        return false;
      }
      i += isPair(text, i) ? 1 : 0;
    }
    return true;
  }

  /** The replacement character for a surrogate alone. */
  private static int codePointAt(String text, int index) {
    char c = text.charAt(index);
    if (!Character.isSurrogate(c)) {
      return c;
    }
    return isPair(text, index)
        ? Character.toCodePoint(c, text.charAt(index + 1))
        : REPLACEMENT_CHARACTER;
  }

  private static boolean isPair(String text, int index) {
    return Character.isHighSurrogate(text.charAt(index))
        && index + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(index + 1));
  }

  /** {@code \\n} for a line end; a quote or a backslash gets three backslashes before it. */
  private boolean embeddedAscii(char c, int limit) {
    byte escape = ESCAPES[c];
    if (escape == PLAIN) {
      return ascii(c, limit);
    }
    int size = escape == AS_UNICODE_ESCAPE ? 7 : escape == '"' || escape == '\\' ? 4 : 3;
    if (length + size > limit) {
      return false;
    }
    raw((byte) '\\', (byte) '\\');
    if (escape == AS_UNICODE_ESCAPE) {
      raw(UNICODE_00);
      raw(HEX[c >> 4], HEX[c & 0xF]);
    } else if (size == 4) {
      raw((byte) '\\', escape);
    } else {
      raw(escape);
    }
    return true;
  }

  private boolean ascii(char c, int limit) {
    byte escape = ESCAPES[c];
    int size = escape == PLAIN ? 1 : escape == AS_UNICODE_ESCAPE ? 6 : 2;
    if (length + size > limit) {
      return false;
    }
    ensureRoom(size);
    byte[] target = bytes;
    int p = length;
    if (escape == PLAIN) {
      target[p] = (byte) c;
    } else {
      target[p] = '\\';
      if (escape == AS_UNICODE_ESCAPE) {
        target[p + 1] = 'u';
        target[p + 2] = '0';
        target[p + 3] = '0';
        target[p + 4] = HEX[c >> 4];
        target[p + 5] = HEX[c & 0xF];
      } else {
        target[p + 1] = escape;
      }
    }
    length = p + size;
    return true;
  }

  private boolean codePoint(int c, int limit) {
    int size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (length + size > limit) {
      return false;
    }
    ensureRoom(size);
    byte[] target = bytes;
    int p = length;
    if (size == 2) {
      target[p] = (byte) (0xC0 | (c >> 6));
    } else if (size == 3) {
      target[p] = (byte) (0xE0 | (c >> 12));
      target[p + 1] = (byte) (0x80 | ((c >> 6) & 0x3F));
    } else {
      target[p] = (byte) (0xF0 | (c >> 18));
      target[p + 1] = (byte) (0x80 | ((c >> 12) & 0x3F));
      target[p + 2] = (byte) (0x80 | ((c >> 6) & 0x3F));
    }
    target[p + size - 1] = (byte) (0x80 | (c & 0x3F));
    length = p + size;
    return true;
  }

  /** The last place between two units in [start, end] that is at most {@code limit}. */
  int unitBoundary(int start, int end, int limit) {
    if (end <= limit) {
      return end;
    }
    int p = start;
    while (p < end) {
      int next = p + unitSize(p);
      if (next > limit) {
        break;
      }
      p = next;
    }
    return p;
  }

  private int unitSize(int p) {
    byte first = bytes[p];
    if (first == '\\') {
      return bytes[p + 1] == 'u' ? 6 : 2;
    }
    if (first >= 0) {
      return 1;
    }
    int bits = first & 0xFF;
    return bits >= 0xF0 ? 4 : bits >= 0xE0 ? 3 : 2;
  }

  /** As {@link #unitBoundary} for a text that was escaped twice. */
  int embeddedUnitBoundary(int start, int end, int limit) {
    if (end <= limit) {
      return end;
    }
    int p = start;
    while (p < end) {
      int next = p + embeddedUnitSize(p);
      if (next > limit) {
        break;
      }
      p = next;
    }
    return p;
  }

  private int embeddedUnitSize(int p) {
    if (bytes[p] != '\\') {
      return unitSize(p);
    }
    byte escape = bytes[p + 2];
    return escape == 'u' ? 7 : escape == '\\' ? 4 : 3;
  }

  /** Moves [from, to) to {@code target}, which is not behind {@code from}. */
  void move(int from, int to, int target) {
    System.arraycopy(bytes, from, bytes, target, to - from);
  }

  private void ensureRoom(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
