// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import org.jspecify.annotations.Nullable;

/** Something the transport says about one connection; immutable. */
final class ConnectionEvent implements SenderEvent {
  enum Kind {
    /** Credentials are here. */
    HEADERS,
    /** create_stream was answered. */
    OPENED,
    /** Acknowledgment. */
    ACK,
    /** The server will end the stream. */
    CLOSE_SIGNAL,
    /** The transport takes messages again. */
    READY,
    /** A response that the protocol does not know. */
    MALFORMED,
    /** The call has ended, whoever ended it, or never began. */
    TERMINATED
  }

  final StreamConnection connection;
  final Kind kind;

  /** ACK: wire offset. CLOSE_SIGNAL: nanoseconds. Else 0. */
  final long number;

  /** OPENED: stream id. MALFORMED: what is wrong. Else empty. */
  final String text;

  /** Non-null for HEADERS only. */
  final @Nullable RequestHeaders headers;

  /** Non-null for TERMINATED only. */
  final @Nullable Failure failure;

  private ConnectionEvent(
      StreamConnection connection,
      Kind kind,
      long number,
      String text,
      @Nullable RequestHeaders headers,
      @Nullable Failure failure) {
    this.connection = connection;
    this.kind = kind;
    this.number = number;
    this.text = text;
    this.headers = headers;
    this.failure = failure;
  }

  static ConnectionEvent headers(StreamConnection connection, RequestHeaders headers) {
    return new ConnectionEvent(connection, Kind.HEADERS, 0, "", headers, null);
  }

  static ConnectionEvent opened(StreamConnection connection, String streamId) {
    return new ConnectionEvent(connection, Kind.OPENED, 0, streamId, null, null);
  }

  static ConnectionEvent ack(StreamConnection connection, long wireOffset) {
    return new ConnectionEvent(connection, Kind.ACK, wireOffset, "", null, null);
  }

  static ConnectionEvent closeSignal(StreamConnection connection, long durationNanos) {
    return new ConnectionEvent(connection, Kind.CLOSE_SIGNAL, durationNanos, "", null, null);
  }

  static ConnectionEvent ready(StreamConnection connection) {
    return new ConnectionEvent(connection, Kind.READY, 0, "", null, null);
  }

  static ConnectionEvent malformed(StreamConnection connection, String what) {
    return new ConnectionEvent(connection, Kind.MALFORMED, 0, what, null, null);
  }

  static ConnectionEvent terminated(StreamConnection connection, Failure failure) {
    return new ConnectionEvent(connection, Kind.TERMINATED, 0, "", null, failure);
  }

  @Override
  public void deliver(Sender sender, long nowNanos) {
    sender.onConnectionEvent(this, nowNanos);
  }

  @Override
  public void deliverAfterEnd(Sender sender) {
    // The stream is over; nothing a connection says can change that.
  }
}
