// SPDX-License-Identifier: Apache-2.0
package io.zerobus.metrics;

import io.zerobus.log.ShipperStatistics;
import java.util.Map;

/**
 * What has become of the events that appenders were given for one table, at one moment; an
 * immutable value. {@code offered = acknowledged + lost + pending}, always.
 */
public final class LogStatistics {

  private final ShipperStatistics values;

  LogStatistics(ShipperStatistics values) {
    this.values = values;
  }

  /** {@code catalog.schema.table}. */
  public String tableName() {
    return values.tableName();
  }

  /** The value of column {@code instance_id} of the records. */
  public String instanceId() {
    return values.instanceId();
  }

  /** Events that reached an appender. */
  public long offered() {
    return values.offered();
  }

  /** Records that the service has acknowledged as durable. */
  public long acknowledged() {
    return values.acknowledged();
  }

  /**
   * Events that will not be in the table, by reason: {@code overflow}, {@code level}, {@code
   * oversize}, {@code encode}, {@code rejected}, {@code shutdown}, {@code recursion}. Each reason
   * is there, with 0 if need be.
   */
  public Map<String, Long> lost() {
    return values.lost();
  }

  /** Events that will not be in the table, for all reasons. */
  public long lostInAll() {
    return values.lostInAll();
  }

  /** Events that are being encoded, wait in the buffer, or wait for their acknowledgment. */
  public long pending() {
    return values.pending();
  }

  /** Bytes in the buffer. */
  public long pendingBytes() {
    return values.pendingBytes();
  }

  /** The bound of the buffer, in bytes: setting {@code bufferSize}. */
  public long bufferBytes() {
    return values.bufferBytes();
  }

  /** Streams to the table: 1 up to setting {@code streams}. */
  public int streams() {
    return values.streams();
  }

  /** Promoted values that did not convert to the type of their column: NULL in the table. */
  public long unconvertedValues() {
    return values.unconvertedValues();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
