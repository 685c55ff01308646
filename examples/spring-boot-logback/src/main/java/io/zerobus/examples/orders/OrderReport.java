// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import jakarta.annotation.PreDestroy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Reports once a second how many orders there are, and at the end, where the last line counts. */
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

  @PreDestroy
  void reportAtEnd() {
    log.info("Closed with {} orders in store", store.count());
  }
}
