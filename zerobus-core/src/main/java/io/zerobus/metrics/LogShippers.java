// SPDX-License-Identifier: Apache-2.0
package io.zerobus.metrics;

import io.zerobus.log.ShipperRegistry;
import io.zerobus.log.ShipperStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The shippers behind the Zerobus appenders of this class loader: one for each endpoint, identity
 * and table, whatever number of appenders share it. Thread-safe.
 */
public final class LogShippers {

  private LogShippers() {}

  /** The counters of each shipper that is in use, or was until a moment ago. Never blocks. */
  public static List<LogStatistics> statistics() {
    List<LogStatistics> statistics = new ArrayList<>();
    for (ShipperStatistics values : ShipperRegistry.shared().statistics()) {
      statistics.add(new LogStatistics(values));
    }
    return statistics;
  }

  /**
   * Waits until everything logged before this call is acknowledged by the service, or lost. Blocks.
   *
   * @param timeout the longest wait, for all shippers together
   * @return false when the time was over first
   */
  public static boolean flush(Duration timeout) throws InterruptedException {
    return ShipperRegistry.shared().flush(timeout);
  }

  /**
   * Ends the shippers that no appender uses any more at once, with their threads; without this call
   * they end after some seconds. For a container that undeploys. Blocks for a moment.
   */
  public static void closeIdle() {
    ShipperRegistry.shared().closeIdle();
  }
}
