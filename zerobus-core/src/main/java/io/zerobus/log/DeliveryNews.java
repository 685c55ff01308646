// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.Failure;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the framework's status how delivery to one table goes: the first trouble at once, then at
 * most one line in 30 seconds, and one line when it is over, however many streams have the same
 * trouble. WARN at most: a service that is away must not keep an application from starting.
 *
 * <p>Thread-safe: each stream tells it from a thread of its own. The status must return at once.
 */
final class DeliveryNews {
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String tableName;
  private final String endpoint;
  private final StatusSink status;
  private final LongSupplier nanoClock;

  // Written under the lock of this object.
  private boolean warned;
  private long warnedAtNanos;
  private volatile boolean tableAtFault;
  private String refusal = "";

  DeliveryNews(String tableName, String endpoint, StatusSink status, LongSupplier nanoClock) {
    this.tableName = tableName;
    this.endpoint = endpoint;
    this.status = status;
    this.nanoClock = nanoClock;
  }

  /**
   * @param first whether it is the first one in this place
   */
  synchronized void opened(String streamId, long pendingRecords, boolean first) {
    if (warned && !tableAtFault) {
      status.info(
          "Delivery to "
              + tableName
              + " goes on over stream "
              + streamId
              + "; "
              + pendingRecords
              + " records are to be sent");
    } else if (first) {
      status.info("Stream " + streamId + " to " + tableName + " at " + endpoint + " is open");
    }
    refusal = "";
    warned = warned && tableAtFault;
  }

  /** Cheap: this comes with each acknowledgment. */
  void acknowledged() {
    if (tableAtFault) {
      tableTakesAgain();
    }
  }

  private synchronized void tableTakesAgain() {
    if (tableAtFault) {
      tableAtFault = false;
      warned = false;
      status.info("Table " + tableName + " takes records again");
    }
  }

  synchronized void tableAtFault(Failure failure, long delayNanos, long pendingRecords) {
    if (tableAtFault) {
      return;
    }
    tableAtFault = true;
    warn(
        "Table "
            + tableName
            + " refuses every record ("
            + inOneLine(failure)
            + "); trying again each "
            + TimeUnit.NANOSECONDS.toSeconds(delayNanos)
            + " s; "
            + pendingRecords
            + " records wait in the buffer");
  }

  synchronized void undelivered(Failure failure, long pendingRecords) {
    if (warned && nanoClock.getAsLong() - warnedAtNanos < QUIET_NANOS) {
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

  synchronized void refused(Failure failure, long delayNanos, long pendingRecords) {
    // The text may hold a date or the number of a request, which is no news.
    if (failure.code().name().equals(refusal)) {
      return;
    }
    refusal = failure.code().name();
    warn(
        "The service refuses records for "
            + tableName
            + " ("
            + inOneLine(failure)
            + "); asking again each "
            + TimeUnit.NANOSECONDS.toSeconds(delayNanos)
            + " s; "
            + pendingRecords
            + " records wait in the buffer");
  }

  private void warn(String message) {
    warned = true;
    warnedAtNanos = nanoClock.getAsLong();
    status.warn(message, null);
  }

  private static String inOneLine(Failure failure) {
    return failure.toString().replaceAll("\\s+", " ");
  }
}
