// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

/** A statement that is not understood: the message says where and why. */
public final class DdlException extends Exception {

  private static final long serialVersionUID = 1L;

  DdlException(int line, String message) {
    super("line " + line + ": " + message);
  }
}
