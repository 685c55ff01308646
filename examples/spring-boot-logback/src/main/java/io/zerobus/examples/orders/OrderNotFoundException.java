// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

/** There is no order of this number. */
class OrderNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OrderNotFoundException(long id) {
    super("No order " + id);
  }
}
