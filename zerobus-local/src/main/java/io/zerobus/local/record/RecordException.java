// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

/** A record that its table does not take. The message is the service's, to the letter. */
public final class RecordException extends Exception {

  private static final long serialVersionUID = 1L;

  /** A message goes out as a header, of which clients read 8 KiB, with up to 9 bytes for a char. */
  private static final int MAX_TEXT_CHARS = 512;

  RecordException(String text, int line, int column) {
    this(text, " at line " + line + " column " + column);
  }

  RecordException(String text) {
    this(text, "");
  }

  private RecordException(String text, String place) {
    super(
        "Record decoder/encoder error: "
            + shorten(text)
            + place
            + ". Error Code: 4044, Error State: 3.");
  }

  private static String shorten(String text) {
    return text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS) + "...";
  }
}
