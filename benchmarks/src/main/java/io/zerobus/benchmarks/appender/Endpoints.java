// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.server.ServerProcess;
import io.zerobus.metrics.LogShippers;
import io.zerobus.metrics.LogStatistics;

/**
 * Where our appenders ship to. Immutable.
 *
 * @param server as setting {@code serverEndpoint}
 * @param workspace the URL of the workspace, any user of which gets a token
 * @param rawPort of a plain socket that reads to the end
 */
public record Endpoints(String server, String workspace, int rawPort) {

  /** Any table will do. */
  public static final String TABLE = "main.default.logs";

  /** Anybody gets a token. */
  public static final String CLIENT_ID = "benchmark";

  /** See {@link #CLIENT_ID}. */
  public static final String CLIENT_SECRET = "benchmark";

  /** Those of a server. */
  public static Endpoints of(ServerProcess server) {
    return new Endpoints(server.serverEndpoint(), server.workspaceUrl(), server.rawPort());
  }

  /**
   * The events of the only shipper of this JVM that are lost so far.
   *
   * @param flushed whether all that is not lost is acknowledged; else what is not acknowledged
   *     counts as lost
   * @param logged events logged so far
   */
  public static long lost(boolean flushed, long logged) {
    LogStatistics statistics = LogShippers.statistics().get(0);
    return flushed ? statistics.lostInAll() : logged - statistics.acknowledged();
  }
}
