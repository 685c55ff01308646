// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.log4j2;

import java.net.SocketTimeoutException;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.message.StringMapMessage;

/** A program that logs with Log4j as usual; where its events go stands in log4j2.xml. */
public final class Shop {
  private static final Logger LOG = LogManager.getLogger(Shop.class);
  private static final Marker AUDIT = MarkerManager.getMarker("AUDIT");

  private Shop() {}

  /** Logs some events, and ends: what is still buffered is delivered at the exit of the JVM. */
  public static void main(String[] args) {
    LOG.info("Shop opens on Java {}", Runtime.version().feature());
    for (int order = 1; order <= 3; order++) {
      // The context is the column mdc.
      try (var context = CloseableThreadContext.put("order_id", String.valueOf(order))) {
        LOG.info("Order {} accepted", order);
      }
    }
    // The entries of a map message are the column key_values.
    LOG.info(
        AUDIT,
        new StringMapMessage().with("article", "lamp").with("quantity", 2).with("by", "amy"));
    LOG.error("Payment failed", new SocketTimeoutException("no answer within 5 s"));
  }
}
