// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stands for a payment service behind a network, which never answers for more than ten pieces. */
@Component
class PaymentProvider {
  private static final Logger log = LoggerFactory.getLogger(PaymentProvider.class);
  private static final int MAX_QUANTITY = 10;

  void charge(Order order) {
    try {
      call(order);
      log.debug("Charged {} for order {}", order.customer(), order.id());
    } catch (IOException e) {
      throw new PaymentFailedException(order.id(), e);
    }
  }

  private void call(Order order) throws IOException {
    if (order.quantity() > MAX_QUANTITY) {
      throw new SocketTimeoutException("payments.example: no answer within 2 s");
    }
  }
}
