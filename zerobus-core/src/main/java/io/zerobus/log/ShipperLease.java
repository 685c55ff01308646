// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One appender's share in a {@link LogShipper}, from its start to its stop. Thread-safe.
 *
 * <p>An event that a thread of the application brings while the appender stops, or a moment later,
 * is taken as long as the shipper is there: a framework that is configured anew stops the appender
 * while other threads are in it.
 */
final class ShipperLease implements RecordSink {

  /** How often a thread that waits for room looks whether its appender was stopped. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LogShipper shipper;
  private final StatusSink status;
  private final ShipperRegistry registry;
  private final AtomicBoolean stopping = new AtomicBoolean();

  /** From now on nobody waits for room any more. Set by the thread that stops the appender. */
  private volatile boolean stopped;

  /** Set once, when the appender starts. */
  private volatile SchemaCheck.@Nullable Writer writer;

  ShipperLease(LogShipper shipper, StatusSink status, ShipperRegistry registry) {
    this.shipper = shipper;
    this.status = status;
    this.registry = registry;
  }

  LogShipper shipper() {
    return shipper;
  }

  StatusSink status() {
    return status;
  }

  /** Compares what this appender writes with the table, in the background. */
  void watchSchema(SchemaCheck.Writer appender) {
    writer = appender;
    shipper.schemaCheck().add(appender);
  }

  @Override
  public String instanceId() {
    return shipper.instanceId();
  }

  @Override
  public EventCounts counts() {
    return shipper.counts();
  }

  @Override
  public int offer(long sequence, byte[] buffer, int offset, int length, boolean givesUpOldest) {
    return shipper.offer(sequence, buffer, offset, length, givesUpOldest);
  }

  @Override
  public boolean hasRoom(int length, int percentFree) {
    return shipper.hasRoom(length, percentFree);
  }

  @Override
  public boolean awaitRoom(int length, long timeoutNanos) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeoutNanos;
    long waitNanos = LOOK_NANOS;
    while (!stopped) {
      if (timeoutNanos != 0) {
        waitNanos = Math.min(LOOK_NANOS, deadlineNanos - System.nanoTime());
        if (waitNanos <= 0) {
          return false;
        }
      }
      if (shipper.awaitRoom(length, waitNanos)) {
        return !stopped;
      }
    }
    return false;
  }

  @Override
  public boolean flush(long timeoutNanos) throws InterruptedException {
    return shipper.flush(timeoutNanos);
  }

  @Override
  public void hurry() {
    shipper.hurry();
  }

  @Override
  public boolean isUnreachable() {
    return shipper.isUnreachable();
  }

  @Override
  public void reportPendingAtExit(long timeoutNanos) {
    shipper.reportPendingAtExit(timeoutNanos);
  }

  @Override
  public void stop(long timeoutNanos) {
    if (stopping.compareAndSet(false, true)) {
      SchemaCheck.Writer watched = writer;
      if (watched != null) {
        shipper.schemaCheck().remove(watched);
      }
      registry.release(this, timeoutNanos);
      stopped = true;
    }
  }

  @Override
  public long pendingRecords() {
    return shipper.pendingRecords();
  }

  @Override
  public long acknowledgedRecords() {
    return shipper.acknowledgedRecords();
  }
}
