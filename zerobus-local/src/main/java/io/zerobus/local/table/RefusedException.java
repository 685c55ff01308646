// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

/** A table takes no records now; the message says why. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
