// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import java.util.Map;

/**
 * What has become of the events that appenders were given for one table, at one moment; an
 * immutable value. {@code offered = acknowledged + lost + pending}, always.
 */
public interface LogStatistics {

  /** {@code catalog.schema.table}. */
  String tableName();

  /** The value of column {@code instance_id} of the records. */
  String instanceId();

  /** Events that reached an appender. */
  long offered();

  /** Records that the service has acknowledged as durable. */
  long acknowledged();

  /**
   * Events that will not be in the table, by reason: {@code overflow}, {@code level}, {@code
   * oversize}, {@code encode}, {@code rejected}, {@code shutdown}, {@code recursion}. Each reason
   * is there, with 0 if need be.
   */
  Map<String, Long> lost();

  /** Events that will not be in the table, for all reasons. */
  long lostInAll();

  /** Events that are being encoded, wait in the buffer, or wait for their acknowledgment. */
  long pending();

  /** Bytes in the buffer. */
  long pendingBytes();

  /** The bound of the buffer, in bytes: setting {@code bufferSize}. */
  long bufferBytes();

  /** Streams to the table: 1 up to setting {@code streams}. */
  int streams();

  /** Promoted values that did not convert to the type of their column: NULL in the table. */
  long unconvertedValues();
}
