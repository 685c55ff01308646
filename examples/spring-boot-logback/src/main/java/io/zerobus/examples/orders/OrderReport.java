// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Reports once a second how many orders there are. */
@Component
class OrderReport {
  private static final Logger log = LoggerFactory.getLogger(OrderReport.class);

  private final OrderStore store;

  OrderReport(OrderStore store) {
    this.store = store;
  }

  @Scheduled(fixedRate = 1_000)
  void report() {
    int count = store.count();
    log.atInfo().addKeyValue("orders", count).log("{} orders in store", count);
  }
}
