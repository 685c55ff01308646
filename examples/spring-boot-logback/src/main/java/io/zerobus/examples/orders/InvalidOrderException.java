// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

/** An order that cannot be accepted as it is. */
class InvalidOrderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidOrderException(String message) {
    super(message);
  }
}
