// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/**
 * Takes encoded records towards the service.
 *
 * <p>Thread-safe. Only {@link #awaitRoom}, {@link #flush} and {@link #stop} block.
 */
public interface RecordSink {

  /** The record was copied and will be sent. */
  int OFFERED = 0;

  /** There is no room now; nothing was copied. */
  int FULL = -1;

  /** The sink was stopped and takes nothing any more. */
  int CLOSED = -2;

  /** 128 random bits in hex, one for each shipper. */
  String instanceId();

  /** 0, 1, 2 and so on; each number is given once. */
  long nextSequence();

  /**
   * Copies one record; returns {@link #OFFERED}, {@link #FULL} or {@link #CLOSED}. Never blocks.
   */
  int offer(byte[] buffer, int offset, int length);

  /**
   * Waits until a record of {@code length} bytes may find room. Another thread may take the room
   * first, so the caller offers again and, if need be, waits again.
   *
   * @param timeoutNanos the longest wait; 0 = for ever
   * @return false when the time is over or the sink was stopped
   */
  boolean awaitRoom(int length, long timeoutNanos) throws InterruptedException;

  /**
   * Waits until everything offered before this call is acknowledged.
   *
   * @return false when the time is over first, or when the sink ended without delivering all of it
   */
  boolean flush(long timeoutNanos) throws InterruptedException;

  /** The process is about to end: try at once what would be tried later. */
  void hurry();

  /** Whether, since {@link #hurry}, waiting has proved vain: never reached, refused, or ended. */
  boolean isUnreachable();

  /** Takes nothing any more, delivers what it holds within the time, then ends. Idempotent. */
  void stop(long timeoutNanos);

  /** Records offered and neither acknowledged nor given up; after {@link #stop}: not delivered. */
  long pendingRecords();

  /** Records that the service has acknowledged as durable. */
  long acknowledgedRecords();
}
