// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

/**
 * Is told what became of each logical offset: exactly one call for each, in ascending order.
 *
 * <p>All calls for a stream come on one thread of the stream's own, {@code
 * zerobus-callback-<table>}, one after the other; a slow callback delays other callbacks and
 * nothing else. A callback may call any method of the stream, also {@link ZerobusStream#close}.
 * What it throws goes to the {@link DiagnosticListener} and changes nothing.
 *
 * <p>{@link ZerobusStream#close} waits for the calls that are due, at most {@code callbackMaxWait};
 * once it has returned, no further call begins (unless it was called from within a callback: then
 * the rest follows after it).
 */
@FunctionalInterface
public interface AckCallback {
  /**
   * The record or batch is durable.
   *
   * @param offset its logical offset, as {@link ZerobusStream#ingestRecordOffset} returned it
   */
  void onAck(long offset);

  /**
   * The stream has ended before the record or batch was acknowledged; {@link
   * ZerobusStream#getUnackedBatches} has it. Does nothing by default.
   *
   * @param offset its logical offset
   * @param message why the stream has ended
   */
  default void onError(long offset, String message) {}
}
