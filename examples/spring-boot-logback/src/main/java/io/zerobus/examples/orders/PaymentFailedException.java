// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

/** A payment that could not be made; the cause says why. */
class PaymentFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PaymentFailedException(long orderId, Throwable cause) {
    super("Payment of order " + orderId + " failed", cause);
  }
}
