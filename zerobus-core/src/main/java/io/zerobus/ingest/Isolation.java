// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Status;
import java.util.List;

/**
 * Takes records that the service refuses out of the way of the others: applies what a {@link
 * RejectionSearch} finds to the {@link RecordBuffer}.
 *
 * <p>Entries held back stay in the buffer, and the read cursor is moved over them. They leave it
 * when a later one was accepted; then the observer is told of each.
 *
 * <p>Without the option it does nothing, and each refusal is the stream's. Owner: the sender
 * thread.
 */
final class Isolation {
  private final boolean enabled;
  private final long refusedDelayNanos;
  private final RecordBuffer buffer;
  private final StreamObserver observer;
  private final RejectionSearch search = new RejectionSearch();
  private final OpeningPace pace;

  /**
   * On a stream open for so long the table may be another, so what was held back is tried before
   * what comes.
   */
  static final long STALE_NANOS = 5_000_000_000L;

  // Owner: the sender thread.
  private long askAgainAt = Sender.NO_DEADLINE;
  private long sentFrom; // the batch sent last: its first entry,
  private long sentEntries; // and how many it holds

  // Written by the sender thread; read by any.
  private volatile long rejectedRecords;

  Isolation(SenderOptions options, RecordBuffer buffer, StreamObserver observer) {
    this.enabled = options.isolateRejected;
    this.refusedDelayNanos = options.retryPolicy.refusedDelayNanos;
    this.pace = options.openingPace;
    this.buffer = buffer;
    this.observer = observer;
  }

  /** Records set aside so far. Any thread. */
  long rejectedRecords() {
    return rejectedRecords;
  }

  // ---- what happens ----------------------------------------------------------------------------

  /** A batch is sent. Its entries have no gap between them, but one may follow. */
  void onSending(long fromEntry, long entries) {
    sentFrom = fromEntry;
    sentEntries = entries;
  }

  /** Whether the end of an open stream with that many batches in flight is a record's fault. */
  boolean isRefusalOfRecord(Failure failure, int batchesInFlight) {
    return enabled && batchesInFlight > 0 && failure.code() == Status.Code.INVALID_ARGUMENT;
  }

  /** To be called before the read cursor moves back, which then stops after those held back. */
  RejectionSearch.Finding onRefusal(Failure failure, int batchesInFlight, long now) {
    boolean begins = !search.isUnderWay();
    // For several batches only their end plays a part, and that of the last one is known.
    RejectionSearch.Finding finding =
        search.refused(sentFrom, sentFrom + sentEntries, batchesInFlight, failure);
    askAgainAt = search.held() > 0 ? now + refusedDelayNanos : Sender.NO_DEADLINE;
    if (begins) {
      observer.onRecordsRefused(failure, buffer.pendingRecords());
    }
    return finding;
  }

  /**
   * A batch is durable; to be called before it is released. Sets those held back aside.
   *
   * @return whether there were any
   */
  boolean onAcceptance(long toEntries) {
    if (!search.isUnderWay()) {
      return false;
    }
    search.catchUp(buffer.ackedEntries());
    long before = rejectedRecords;
    for (Failure why = search.setAside(); why != null; why = search.setAside()) {
      setAside(why);
    }
    askAgainAt = Sender.NO_DEADLINE;
    search.accepted(buffer.ackedEntries(), toEntries);
    return rejectedRecords > before;
  }

  // Only the sender thread writes the field, so read-modify-write on a volatile is safe here.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void setAside(Failure why) {
    long position = buffer.ackedPosition();
    List<byte[]> records = buffer.copyEntry(position);
    rejectedRecords += records.size();
    buffer.release(
        buffer.entryEnd(position),
        buffer.ackedEntries() + 1,
        buffer.ackedRecords() + records.size());
    for (byte[] record : records) {
      observer.onRejected(record, why);
    }
  }

  /** The read cursor is back at the oldest entry: moves it over those held back. */
  void onRewind() {
    if (!search.isUnderWay()) {
      return;
    }
    buffer.beginClaim(); // what is passed over is not given up from here on
    try {
      search.catchUp(buffer.ackedEntries());
      long heldEnd = search.heldEnd();
      while (buffer.readEntries() < heldEnd) {
        long position = buffer.readPosition();
        buffer.advanceRead(
            buffer.entryEnd(position),
            buffer.readEntries() + 1,
            buffer.readRecords() + buffer.entryRecords(position));
      }
    } finally {
      buffer.endClaim();
    }
  }

  // ---- what is allowed -------------------------------------------------------------------------

  /**
   * A stream is to be opened. The pace counts it, and holds it up during a search only.
   *
   * @return {@code now} if it may be, or when to ask again
   */
  long takeOpening(long now) {
    if (search.isUnderWay()) {
      return pace.takeOpening(now);
    }
    pace.onOpening(now);
    return now;
  }

  /** One batch at a time during a search: else nobody could tell which one was refused. */
  boolean maySend(int batchesInFlight) {
    return batchesInFlight == 0 || !search.isUnderWay();
  }

  boolean isSearching() {
    return search.isUnderWay();
  }

  /** Entries of the next batch, which begins at the read cursor. */
  long maxEntries() {
    return search.nextEntries(buffer.readEntries());
  }

  /** Entries refused alone, and not blamed yet. */
  int heldBack() {
    return search.held();
  }

  /** Whether all that is left was refused, so that nothing can tell whose fault it is. */
  boolean isAtALoss() {
    return search.held() > 0 && !buffer.hasUnread();
  }

  /**
   * When entries held back are to be tried again: before something that comes after a while, which
   * would blame them if the table has been mended meanwhile, or else by themselves.
   *
   * @param openedAt since when the stream is open, which has nothing in flight
   */
  long askAgainAt(long openedAt) {
    if (search.held() == 0) {
      return Sender.NO_DEADLINE;
    }
    return buffer.hasUnread() ? openedAt + STALE_NANOS : askAgainAt;
  }

  /** Tries those held back again; the read cursor is to be moved back after this. */
  void askAgain() {
    search.startOver();
    askAgainAt = Sender.NO_DEADLINE;
  }
}
