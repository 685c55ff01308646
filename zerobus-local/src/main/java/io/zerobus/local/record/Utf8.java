// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** What text a record may consist of; the JSON parser lets more pass. */
final class Utf8 {

  private static final int BUFFER_CHARS = 1024;

  private Utf8() {}

  /**
   * Refuses bytes that are no UTF-8: overlong forms and encoded surrogates among them.
   *
   * @throws RecordException with the place of the first byte that is not
   */
  static void require(byte[] text) throws RecordException {
    int ascii = 0;
    while (ascii < text.length && text[ascii] >= 0) {
      ascii++;
    }
    if (ascii == text.length) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(text, ascii, text.length - ascii);
    CharBuffer chars = CharBuffer.allocate(BUFFER_CHARS);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result;
    do {
      chars.clear();
      result = decoder.decode(bytes, chars, true);
    } while (result.isOverflow());
    if (result.isError()) {
      throw invalid(text, bytes.position());
    }
  }

  /** Whether a string has a surrogate without its other half: an escape can make one. */
  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static RecordException invalid(byte[] text, int at) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < at; i++) {
      if (text[i] == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new RecordException("invalid unicode code point", line, column);
  }
}
