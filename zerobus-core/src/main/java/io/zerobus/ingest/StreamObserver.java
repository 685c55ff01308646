// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * Is told the life of a stream. All methods run on the sender thread: they must return at once,
 * throw nothing and run no user code.
 */
public interface StreamObserver {
  /** A stream is open; so many accepted records wait to be sent, or sent again. */
  default void onOpened(String streamId, long pendingRecords) {}

  /**
   * All entries with logical offset below {@code toEntries} are durable, or were given up; called
   * in order, with gaps where records were set aside.
   */
  default void onAcknowledged(long fromEntries, long toEntries) {}

  /** The connection was lost, or none could be made; the next attempt comes after the delay. */
  default void onRetry(Failure failure, int attempt, long delayNanos, long pendingRecords) {}

  /** The service gave a final refusal; only with a policy that goes on asking. */
  default void onRefused(Failure failure, long delayNanos, long pendingRecords) {}

  /**
   * The service refused a record among those in flight, and does not say which. A search begins,
   * during which streams are opened and refused; that is told no more.
   */
  default void onRecordsRefused(Failure failure, long pendingRecords) {}

  /** The service does not take this record, but others; it has left the buffer. */
  default void onRejected(byte[] record, Failure failure) {}

  /**
   * The table takes none of the records tried; none is set aside for that. The next attempt comes
   * after the delay.
   */
  default void onTableAtFault(Failure failure, long delayNanos, long pendingRecords) {}

  /** The server announced that it will end the stream; a new one follows. */
  default void onRotation(long durationNanos) {}

  /** The stream has ended by {@code close}. */
  default void onClosed(long unacknowledgedRecords) {}

  /** The stream has ended by a failure. */
  default void onFailed(Failure failure, long unacknowledgedRecords) {}
}
