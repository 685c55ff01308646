// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The counters of one shipper at one moment; an immutable value. What was offered is acknowledged,
 * lost or pending, always.
 */
public final class ShipperStatistics {

  private final String tableName;
  private final String instanceId;
  private final long offered;
  private final long acknowledged;
  private final Map<String, Long> lost;
  private final long lostInAll;
  private final long unconvertedValues;
  private final long pendingBytes;
  private final long bufferBytes;
  private final int streams;

  ShipperStatistics(LogShipper shipper) {
    tableName = shipper.tableName();
    instanceId = shipper.instanceId();
    // What was offered is read last: an event counts there first, so nothing is ever below zero.
    acknowledged = shipper.acknowledgedRecords();
    Map<String, Long> losses = new LinkedHashMap<>();
    long sum = 0;
    for (LossReason reason : LossReason.values()) {
      long count = shipper.counts().lost(reason);
      losses.put(reason.label(), count);
      sum += count;
    }
    lost = Collections.unmodifiableMap(losses);
    lostInAll = sum;
    unconvertedValues = shipper.counts().unconverted().sum();
    pendingBytes = shipper.pendingBytes();
    bufferBytes = shipper.bufferBytes();
    streams = shipper.openStreams();
    offered = shipper.counts().offered();
  }

  public String tableName() {
    return tableName;
  }

  public String instanceId() {
    return instanceId;
  }

  public long offered() {
    return offered;
  }

  public long acknowledged() {
    return acknowledged;
  }

  public Map<String, Long> lost() {
    return lost;
  }

  public long lostInAll() {
    return lostInAll;
  }

  public long pending() {
    return offered - acknowledged - lostInAll;
  }

  public long pendingBytes() {
    return pendingBytes;
  }

  public long bufferBytes() {
    return bufferBytes;
  }

  public int streams() {
    return streams;
  }

  public long unconvertedValues() {
    return unconvertedValues;
  }

  @Override
  public String toString() {
    return tableName
        + ": offered "
        + offered
        + ", acknowledged "
        + acknowledged
        + ", lost "
        + lost
        + ", pending "
        + pending();
  }
}
