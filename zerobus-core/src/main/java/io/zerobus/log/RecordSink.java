// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/**
 * Takes encoded records towards the service.
 *
 * <p>Thread-safe. Only {@link #awaitRoom}, {@link #flush}, {@link #reportPendingAtExit} and {@link
 * #stop} block.
 */
public interface RecordSink {

  /** The record was copied and will be sent. */
  int OFFERED = 0;

  /** There is no room now; nothing was copied. */
  int FULL = -1;

  /** The sink was stopped and takes nothing any more. */
  int CLOSED = -2;

  /** Larger than the whole buffer, which another appender's settings may have made small. */
  int TOO_LARGE = -3;

  /** 128 random bits in hex, one for each shipper. */
  String instanceId();

  /** Where the events of this sink's shipper are counted, and numbered. */
  EventCounts counts();

  /**
   * Copies one record; returns {@link #OFFERED}, {@link #FULL}, {@link #CLOSED} or {@link
   * #TOO_LARGE}. Never blocks.
   *
   * @param sequence the number of the event
   * @param givesUpOldest whether the oldest records that are not on their way make room for it
   */
  int offer(long sequence, byte[] buffer, int offset, int length, boolean givesUpOldest);

  /**
   * Whether a record of {@code length} bytes would leave so much of the buffer free; a hint, since
   * others fill it meanwhile. Never blocks, and takes no lock. True for a sink that is stopped,
   * which {@link #offer} then tells.
   *
   * @param percentFree of the whole buffer, 0 to 100
   */
  boolean hasRoom(int length, int percentFree);

  /**
   * Waits until a record of {@code length} bytes may find room. Another thread may take the room
   * first, so the caller offers again and, if need be, waits again.
   *
   * @param timeoutNanos the longest wait; 0 = for ever
   * @return false when the time is over or the sink was stopped
   */
  boolean awaitRoom(int length, long timeoutNanos) throws InterruptedException;

  /**
   * Waits until everything offered before this call is acknowledged, or lost.
   *
   * @return false when the time is over first, or when the sink ended without delivering all of it
   */
  boolean flush(long timeoutNanos) throws InterruptedException;

  /** The process is about to end: try at once what would be tried later. */
  void hurry();

  /** Whether, since {@link #hurry}, waiting has proved vain: never reached, refused, or ended. */
  boolean isUnreachable();

  /**
   * The JVM exits: says what is still in the buffer, if anything is and it was not said before; a
   * stop that follows may yet deliver it. Waits a moment for what else there is to say, which tells
   * why.
   *
   * @param timeoutNanos the longest wait
   */
  void reportPendingAtExit(long timeoutNanos);

  /** Takes nothing any more, and delivers what it holds within the time. Idempotent. */
  void stop(long timeoutNanos);

  /** Records offered and neither acknowledged nor given up. */
  long pendingRecords();

  /** Records that the service has acknowledged as durable. */
  long acknowledgedRecords();
}
