// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * Something that the sender's thread does beside sending, so that it needs no thread of its own.
 *
 * <p>Called once in each turn of the thread's loop, before the sender's own work, in every phase,
 * until the stream has ended. {@link IngestStream#wake} brings a turn about.
 */
public interface Chore {
  /** No chore. */
  Chore NONE = nowNanos -> Long.MAX_VALUE;

  /**
   * One turn. Must return at once and throw nothing; what it throws is dropped.
   *
   * @param nowNanos the thread's clock, which never goes back; comparable with itself only
   * @return when it wants to be called again at the latest, on that clock; {@link Long#MAX_VALUE}
   *     if it does not care
   */
  long doWork(long nowNanos);
}
