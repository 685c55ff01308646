// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Repository;

/** The orders, kept in memory. Safe for use by several threads. */
@Repository
class OrderStore {
  private static final Logger log = LoggerFactory.getLogger(OrderStore.class);

  private final ConcurrentSkipListMap<Long, Order> orders = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();

  Order add(String customer, String article, int quantity) {
    Order order =
        new Order(lastId.incrementAndGet(), customer, article, quantity, Order.Status.OPEN);
    orders.put(order.id(), order);
    log.debug("Stored {}", order);
    return order;
  }

  /** Null when there is no such order. */
  @Nullable Order find(long id) {
    Order order = orders.get(id);
    log.debug("Looked up order {}: {}", id, order == null ? "none" : order.status());
    return order;
  }

  void replace(Order order) {
    orders.put(order.id(), order);
    log.debug("Replaced {}", order);
  }

  /** The newest orders first. */
  List<Order> latest(int limit) {
    return orders.descendingMap().values().stream().limit(limit).toList();
  }

  int count() {
    return orders.size();
  }
}
