// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.Failure;
import io.zerobus.ingest.StreamObserver;
import java.util.function.BiConsumer;

/** Tells the news of its shipper what one stream sees. Owner: the sender thread of the stream. */
final class DeliveryStatus implements StreamObserver {
  private final DeliveryNews news;
  private final BiConsumer<byte[], String> rejected;
  private final Runnable recordsRefused;

  // Owner: the sender thread.
  private boolean openedBefore;
  private boolean lostOnce;

  /**
   * @param rejected takes a record that was set aside, with the server's text
   * @param recordsRefused runs when the table refuses something: it may have changed
   */
  DeliveryStatus(DeliveryNews news, BiConsumer<byte[], String> rejected, Runnable recordsRefused) {
    this.news = news;
    this.rejected = rejected;
    this.recordsRefused = recordsRefused;
  }

  @Override
  public void onOpened(String streamId, long pendingRecords) {
    news.opened(streamId, pendingRecords, !openedBefore);
    openedBefore = true;
    lostOnce = false;
  }

  @Override
  public void onAcknowledged(long fromEntries, long toEntries) {
    news.acknowledged();
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
    news.tableAtFault(failure, delayNanos, pendingRecords);
  }

  @Override
  public void onRetry(Failure failure, int attempt, long delayNanos, long pendingRecords) {
    if (openedBefore && !lostOnce) {
      // A lost connection is everyday life; it is worth a line when the next attempt fails too.
      lostOnce = true;
      return;
    }
    news.undelivered(failure, pendingRecords);
  }

  @Override
  public void onRefused(Failure failure, long delayNanos, long pendingRecords) {
    news.refused(failure, delayNanos, pendingRecords);
  }
}
