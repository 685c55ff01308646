// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

/** One order. */
record Order(long id, String customer, String article, int quantity, Status status) {
  enum Status {
    OPEN,
    PAID
  }

  Order paid() {
    return new Order(id, customer, article, quantity, Status.PAID);
  }
}
