// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

/**
 * Something the user has to change: the message is one line that says what is wrong, where, and
 * what to do.
 */
public final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
