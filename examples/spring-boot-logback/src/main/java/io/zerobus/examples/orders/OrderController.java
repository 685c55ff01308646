// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints of the service. */
@RestController
@RequestMapping("/orders")
class OrderController {
  private static final Logger log = LoggerFactory.getLogger(OrderController.class);
  private static final int MAX_LISTED = 100;
  private static final int LARGE_QUANTITY = 1_000;

  private final OrderStore store;
  private final PaymentProvider paymentProvider;

  OrderController(OrderStore store, PaymentProvider paymentProvider) {
    this.store = store;
    this.paymentProvider = paymentProvider;
  }

  @GetMapping
  List<Order> list(@RequestParam(defaultValue = "20") int limit) {
    if (limit < 1 || limit > MAX_LISTED) {
      log.warn("Limit {} is out of range, taking {}", limit, MAX_LISTED);
      return store.latest(MAX_LISTED);
    }
    return store.latest(limit);
  }

  @GetMapping("/{id}")
  Order get(@PathVariable long id) {
    return find(id);
  }

  @PostMapping
  ResponseEntity<Order> create(
      @RequestBody OrderRequest request,
      @RequestHeader(name = RequestMdcFilter.CUSTOMER_HEADER, defaultValue = RequestMdcFilter.GUEST)
          String customer) {
    String article = request.article();
    Integer quantity = request.quantity();
    if (article == null || article.isBlank()) {
      throw new InvalidOrderException("article is missing");
    }
    if (quantity == null || quantity < 1) {
      throw new InvalidOrderException("quantity must be at least 1, not " + quantity);
    }
    if (quantity >= LARGE_QUANTITY) {
      log.atWarn()
          .addKeyValue("quantity", quantity)
          .addKeyValue("article", article)
          .log("Unusually large order");
    }
    Order order = store.add(customer, article, quantity);
    // Key-value pairs arrive in the column key_values, so that SQL need not parse the message.
    log.atInfo()
        .addKeyValue("order_id", order.id())
        .addKeyValue("article", article)
        .addKeyValue("quantity", quantity)
        .log("Order {} accepted", order.id());
    return ResponseEntity.created(URI.create("/orders/" + order.id())).body(order);
  }

  /** Fails for orders that the payment provider does not take: see {@link PaymentProvider}. */
  @PostMapping("/{id}/payment")
  Order pay(@PathVariable long id) {
    Order order = find(id);
    paymentProvider.charge(order);
    Order paid = order.paid();
    store.replace(paid);
    log.atInfo().addKeyValue("order_id", id).log("Order {} paid", id);
    return paid;
  }

  private Order find(long id) {
    Order order = store.find(id);
    if (order == null) {
      throw new OrderNotFoundException(id);
    }
    return order;
  }
}
