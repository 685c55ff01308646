// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * One gRPC call, used once: a new call is a new object. Wire offsets begin at 0 inside it.
 *
 * <p>All methods are called by the sender thread. What the transport has to say comes back as
 * {@link ConnectionEvent}s that name this object; those of an object that is no longer current are
 * dropped by the sender.
 */
interface StreamConnection {
  /** Asks for credentials; their arrival is an event. Returns at once. */
  void start();

  /** Starts the call and sends create_stream. Returns at once. */
  void open(RequestHeaders headers);

  /** The service refused the credentials of this call. */
  void credentialsRefused();

  /** Whether a socket to the service was connected for this call, or one was there. */
  boolean isConnected();

  /** Whether the transport would take a message without piling it up. */
  boolean isReady();

  /** Sends one ingest_record_batch with the given wire offset. */
  void send(RecordBuffer buffer, Batcher batch, long wireOffset);

  /** Allows the server to send one more response, after one was handled. */
  void requestMore();

  /** No more messages from us; the server flushes its last acknowledgments and ends the call. */
  void halfClose();

  /** Ends the call at once. No event of this connection matters any more. */
  void cancel(String reason);
}
