// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.concurrent.CountDownLatch;

/**
 * Keeps the sender thread safe from its observer: whatever that one throws ends here. Opens a latch
 * once the stream has ended.
 */
final class GuardedObserver implements StreamObserver {
  private final StreamObserver next;
  private final CountDownLatch end;

  GuardedObserver(StreamObserver next, CountDownLatch end) {
    this.next = next;
    this.end = end;
  }

  @Override
  public void onOpened(String streamId, long pendingRecords) {
    guarded(() -> next.onOpened(streamId, pendingRecords));
  }

  @Override
  public void onAcknowledged(long fromEntries, long toEntries) {
    try {
      next.onAcknowledged(fromEntries, toEntries);
    } catch (Throwable ignored) {
      // As in guarded, without an object for each acknowledgment.
    }
  }

  @Override
  public void onRetry(Failure failure, int attempt, long delayNanos, long pendingRecords) {
    guarded(() -> next.onRetry(failure, attempt, delayNanos, pendingRecords));
  }

  @Override
  public void onRefused(Failure failure, long delayNanos, long pendingRecords) {
    guarded(() -> next.onRefused(failure, delayNanos, pendingRecords));
  }

  @Override
  public void onRecordsRefused(Failure failure, long pendingRecords) {
    guarded(() -> next.onRecordsRefused(failure, pendingRecords));
  }

  @Override
  public void onRejected(byte[] record, Failure failure) {
    guarded(() -> next.onRejected(record, failure));
  }

  @Override
  public void onTableAtFault(Failure failure, long delayNanos, long pendingRecords) {
    guarded(() -> next.onTableAtFault(failure, delayNanos, pendingRecords));
  }

  @Override
  public void onRotation(long durationNanos) {
    guarded(() -> next.onRotation(durationNanos));
  }

  @Override
  public void onClosed(long unacknowledgedRecords) {
    try {
      guarded(() -> next.onClosed(unacknowledgedRecords));
    } finally {
      end.countDown();
    }
  }

  @Override
  public void onFailed(Failure failure, long unacknowledgedRecords) {
    try {
      guarded(() -> next.onFailed(failure, unacknowledgedRecords));
    } finally {
      end.countDown();
    }
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (Throwable ignored) {
      // What an observer has to say is never worth a record; the state itself is told by counters.
    }
  }
}
