// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

/** A record that its table does not take. The message is the service's, to the letter. */
public final class RecordException extends Exception {

  private static final long serialVersionUID = 1L;

  RecordException(String text, int line, int column) {
    this(text + " at line " + line + " column " + column);
  }

  RecordException(String text) {
    super("Record decoder/encoder error: " + text + ". Error Code: 4044, Error State: 3.");
  }
}
