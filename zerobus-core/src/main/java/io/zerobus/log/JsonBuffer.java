// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
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
  private static final byte[] PAIRS = pairsOfDigits();
  private static final int EIGHT_DIGITS = 100_000_000;
  private static final byte[] MIN_LONG =
      String.valueOf(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
  private static final int REPLACEMENT_CHARACTER = 0xFFFD;

  /** Shorter texts are done sooner character by character. */
  private static final int LEAST_BLOCK = 32;

  private static final int BLOCK = 256;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH_ONE = 0x0101010101010101L;
  private static final long EACH_SIGN = 0x8080808080808080L;
  private static final long EACH_SPACE = 0x2020202020202020L;
  private static final long EACH_QUOTE = 0x2222222222222222L;
  private static final long EACH_BACKSLASH = 0x5C5C5C5C5C5C5C5CL;

  private final CharBuffer block = CharBuffer.allocate(BLOCK);
  private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();
  private byte[] bytes;
  private ByteBuffer encoded; // around the bytes
  private int length;

  JsonBuffer(int capacity) {
    bytes = new byte[capacity];
    encoded = ByteBuffer.wrap(bytes);
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

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] pairsOfDigits() {
    byte[] pairs = new byte[200];
    for (int i = 0; i < 100; i++) {
      pairs[2 * i] = (byte) ('0' + i / 10);
      pairs[2 * i + 1] = (byte) ('0' + i % 10);
    }
    return pairs;
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
    rawBytes(fragment, fragment.length);
  }

  void raw(byte first, byte second) {
    ensureRoom(2);
    bytes[length] = first;
    bytes[length + 1] = second;
    length += 2;
  }

  /** The last four bits as a digit. */
  void hexDigit(int value) {
    raw(HEX[value & 0xF]);
  }

  /** The first bytes of an array. */
  void rawBytes(byte[] source, int count) {
    rawBytes(source, 0, count);
  }

  private void rawBytes(byte[] source, int from, int count) {
    ensureRoom(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  /** Writes all of an escaped fragment or nothing. */
  boolean raw(byte[] fragment, int limit) {
    return raw(fragment, 0, limit);
  }

  /** The same for what is behind its first bytes. */
  boolean raw(byte[] fragment, int from, int limit) {
    int count = fragment.length - from;
    if (length + count > limit) {
      return false;
    }
    rawBytes(fragment, from, count);
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
    int p = end;
    while (p - length >= 2) {
      int pair = 2 * (rest % 100);
      rest /= 100;
      p -= 2;
      target[p] = PAIRS[pair];
      target[p + 1] = PAIRS[pair + 1];
    }
    if (p > length) {
      target[length] = (byte) ('0' + rest);
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
    int i = 0;
    while (true) {
      i = count - i < LEAST_BLOCK ? i : plainBlocks(text, i, limit);
      i = plain(text, i, limit);
      if (i == count) {
        return true;
      }
      i = withEscapes(text, i, Math.min(count, i + BLOCK), limit);
      if (i < 0) {
        return false;
      }
    }
  }

  /** The same for the text in a builder, of which no copy is made. */
  boolean text(StringBuilder text, int limit) {
    int count = text.length();
    int i = 0;
    while (i < count) {
      i = plainBlocks(text, i, limit);
      if (i < count) {
        i = withEscapes(text, i, Math.min(count, i + BLOCK), limit);
        if (i < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Goes on from an index to the first character that does not fit or is to be escaped. */
  private int plain(String text, int from, int limit) {
    int end = Math.min(text.length(), from + limit - length);
    ensureRoom(end - from);
    byte[] target = bytes;
    int shift = length - from;
    int i = from;
    for (; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || ESCAPES[c] != PLAIN) {
        break;
      }
      target[shift + i] = (byte) c;
    }
    length = shift + i;
    return i;
  }

  /** Goes on from an index by whole blocks, as long as nothing in them is to be escaped. */
  private int plainBlocks(CharSequence text, int from, int limit) {
    int count = text.length();
    int i = from;
    while (i < count) {
      int size = Math.min(BLOCK, count - i);
      if (size > limit - length) {
        break;
      }
      fillBlock(text, i, i + size);
      if (!plainBlock(size)) {
        break;
      }
      i += size;
    }
    return i;
  }

  /** A CharSequence has no such call before Java 25. */
  private void fillBlock(CharSequence text, int from, int to) {
    if (text instanceof String) {
      ((String) text).getChars(from, to, block.array(), 0);
    } else {
      ((StringBuilder) text).getChars(from, to, block.array(), 0);
    }
  }

  /**
   * Writes what is in the block if nothing of it is to be escaped. The JDK's encoder goes through
   * many characters at a time, and so does the search for those below 0x20 or above 0x7F, quotes
   * and backslashes.
   */
  private boolean plainBlock(int size) {
    ensureRoom(size);
    block.limit(size).position(0);
    encoded.limit(length + size).position(length);
    CoderResult result = latin1.encode(block, encoded, false);
    if (result.isError() || !isPlain(length, length + size)) {
      return false;
    }
    length += size;
    return true;
  }

  private boolean isPlain(int from, int to) {
    byte[] source = bytes;
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long word = (long) WORDS.get(source, i);
      long quotes = (word ^ EACH_QUOTE) - EACH_ONE;
      long backslashes = (word ^ EACH_BACKSLASH) - EACH_ONE;
      if (((word | (word - EACH_SPACE) | quotes | backslashes) & EACH_SIGN) != 0) {
        return false;
      }
    }
    for (; i < to; i++) {
      if (source[i] < 0 || ESCAPES[source[i]] != PLAIN) {
        return false;
      }
    }
    return true;
  }

  /**
   * Goes on from one index to another, or to the one behind, where a surrogate pair lies across it.
   *
   * @return -1 when not all of it fits
   */
  private int withEscapes(CharSequence text, int from, int to, int limit) {
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (!(c < 0x80 ? ascii(c, limit) : codePoint(codePointAt(text, i), limit))) {
        return -1;
      }
      i += isPair(text, i) ? 2 : 1;
    }
    return i;
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
  private static int codePointAt(CharSequence text, int index) {
    char c = text.charAt(index);
    if (!Character.isSurrogate(c)) {
      return c;
    }
    return isPair(text, index)
        ? Character.toCodePoint(c, text.charAt(index + 1))
        : REPLACEMENT_CHARACTER;
  }

  private static boolean isPair(CharSequence text, int index) {
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
      encoded = ByteBuffer.wrap(bytes);
    }
  }
}
