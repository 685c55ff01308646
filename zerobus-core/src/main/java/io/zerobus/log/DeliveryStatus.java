// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.Failure;
import io.zerobus.ingest.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Tells the framework's status how delivery goes: the first trouble at once, then at most one line
 * in 30 seconds, and one line when it is over. WARN at most: a service that is away must not keep
 * an application from starting.
 */
final class DeliveryStatus implements StreamObserver {
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String tableName;
  private final String endpoint;
  private final StatusSink status;
  private final BiConsumer<byte[], String> rejected;
  private final Runnable recordsRefused;
  private final LongSupplier nanoClock;

  // Owner: the sender thread.
  private boolean openedBefore;
  private boolean lostOnce;
  private boolean warned;
  private long warnedAtNanos;
  private boolean tableAtFault;
  private String refusal = "";

  /**
   * @param rejected takes a record that was set aside, with the server's text
   * @param recordsRefused runs when the table refuses something: it may have changed
   */
  DeliveryStatus(
      String tableName,
      String endpoint,
      StatusSink status,
      BiConsumer<byte[], String> rejected,
      Runnable recordsRefused,
      LongSupplier nanoClock) {
    this.tableName = tableName;
    this.endpoint = endpoint;
    this.status = status;
    this.rejected = rejected;
    this.recordsRefused = recordsRefused;
    this.nanoClock = nanoClock;
  }

  @Override
  public void onOpened(String streamId, long pendingRecords) {
    if (warned && !tableAtFault) {
      status.info(
          "Delivery to "
              + tableName
              + " goes on over stream "
              + streamId
              + "; "
              + pendingRecords
              + " records are to be sent");
    } else if (!openedBefore) {
      status.info("Stream " + streamId + " to " + tableName + " at " + endpoint + " is open");
    }
    openedBefore = true;
    lostOnce = false;
    refusal = "";
    warned = warned && tableAtFault;
  }

  @Override
  public void onAcknowledged(long fromEntries, long toEntries) {
    if (tableAtFault) {
      tableAtFault = false;
      warned = false;
      status.info("Table " + tableName + " takes records again");
    }
  }

  @Override
  public void onRecordsRefused(Failure failure, long pendingRecords) {
    recordsRefused.run();
  }

  @Override
  public void onRejected(byte[] record, Failure failure) {
    rejected.accept(record, failure.toString());
  }

  @Override
  public void onTableAtFault(Failure failure, long delayNanos, long pendingRecords) {
    if (!tableAtFault) {
      tableAtFault = true;
      warned = true;
      warnedAtNanos = nanoClock.getAsLong();
      status.warn(
          "Table "
              + tableName
              + " refuses every record ("
              + inOneLine(failure)
              + "); trying again each "
              + TimeUnit.NANOSECONDS.toSeconds(delayNanos)
              + " s; "
              + pendingRecords
              + " records wait in the buffer",
          null);
    }
  }

  @Override
  public void onRetry(Failure failure, int attempt, long delayNanos, long pendingRecords) {
    if (openedBefore && !lostOnce) {
      // A lost connection is everyday life; it is worth a line when the next attempt fails too.
      lostOnce = true;
      return;
    }
    warn(
        "No delivery to "
            + tableName
            + " at "
            + endpoint
            + " ("
            + inOneLine(failure)
            + "); trying again, "
            + pendingRecords
            + " records wait in the buffer");
  }

  @Override
  public void onRefused(Failure failure, long delayNanos, long pendingRecords) {
    // The text may hold a date or the number of a request, which is no news.
    if (failure.code().name().equals(refusal)) {
      return;
    }
    refusal = failure.code().name();
    warned = true;
    warnedAtNanos = nanoClock.getAsLong();
    status.warn(
        "The service refuses records for "
            + tableName
            + " ("
            + inOneLine(failure)
            + "); asking again each "
            + TimeUnit.NANOSECONDS.toSeconds(delayNanos)
            + " s; "
            + pendingRecords
            + " records wait in the buffer",
        null);
  }

  private static String inOneLine(Failure failure) {
    return failure.toString().replaceAll("\\s+", " ");
  }

  private void warn(String message) {
    long now = nanoClock.getAsLong();
    if (warned && now - warnedAtNanos < QUIET_NANOS) {
      return;
    }
    warned = true;
    warnedAtNanos = now;
    status.warn(message, null);
  }
}
