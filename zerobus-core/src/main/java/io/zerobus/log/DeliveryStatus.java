// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.Failure;
import io.zerobus.ingest.StreamObserver;
import java.util.concurrent.TimeUnit;

/**
 * Tells the framework's status how delivery goes: the first trouble at once, then at most one line
 * in 30 seconds, and one line when it is over. WARN at most: a service that is away must not keep
 * an application from starting.
 *
 * <p>Owner of all fields: the sender thread, on which an observer is called.
 */
final class DeliveryStatus implements StreamObserver {
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String tableName;
  private final String endpoint;
  private final StatusSink status;

  private boolean inTrouble;
  private boolean openedBefore;
  private long saidAtNanos;
  private String said = "";

  DeliveryStatus(String tableName, String endpoint, StatusSink status) {
    this.tableName = tableName;
    this.endpoint = endpoint;
    this.status = status;
  }

  @Override
  public void onOpened(String streamId, long pendingRecords) {
    if (inTrouble) {
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
    inTrouble = false;
    openedBefore = true;
  }

  @Override
  public void onRetry(Failure failure, int attempt, long delayNanos, long pendingRecords) {
    if (openedBefore && attempt == 1 && !inTrouble) {
      // One lost connection is everyday life; it is worth a line when the next attempt fails too.
      inTrouble = true;
      said = "";
      return;
    }
    warn(
        "No delivery to "
            + tableName
            + " at "
            + endpoint
            + " ("
            + failure
            + "); attempt "
            + attempt
            + " failed, going on; "
            + pendingRecords
            + " records wait in the buffer");
  }

  @Override
  public void onRefused(Failure failure, long delayNanos, long pendingRecords) {
    warn(
        "The service refuses records for "
            + tableName
            + " ("
            + failure
            + "); asking again in "
            + TimeUnit.NANOSECONDS.toSeconds(delayNanos)
            + " s; "
            + pendingRecords
            + " records wait in the buffer");
  }

  private void warn(String message) {
    long now = System.nanoTime();
    boolean first = !inTrouble || said.isEmpty();
    inTrouble = true;
    if (first || now - saidAtNanos >= QUIET_NANOS) {
      saidAtNanos = now;
      said = message;
      status.warn(message, null);
    }
  }
}
