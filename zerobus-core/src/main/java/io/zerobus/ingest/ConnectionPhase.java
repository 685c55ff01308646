// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * Where the sender stands with its present connection. Private to {@link Sender}; users see {@link
 * Lifecycle}.
 *
 * <pre>
 *  IDLE --something to send--&gt; CONNECTING --Opened--&gt; OPEN --close signal--&gt; DRAINING
 *                               ^     |               |                       |
 *               delay is over,  |     | failed        | all acked,            | all acked,
 *               or a new token  |     v               v closing               v or time over
 *                              BACKOFF &lt;--- failed, from any phase        FINISHING &lt;----+
 *
 *  FINISHING --ended--&gt; CONNECTING, or the stream's end, which is IDLE
 * </pre>
 */
enum ConnectionPhase {
  /** No connection, none wanted: nothing has been handed in yet, or the stream has ended. */
  IDLE,
  /** Waiting before the next attempt. */
  BACKOFF,
  /** Call started, no answer to create_stream yet. */
  CONNECTING,
  /** Batches may be sent. */
  OPEN,
  /** The server announced the end: nothing more is sent, acknowledgments still count. */
  DRAINING,
  /** Our side is half-closed; the last acknowledgments may still come. */
  FINISHING;

  /** Whether the diagram has that arrow. */
  boolean mayBecome(ConnectionPhase next) {
    switch (this) {
      case IDLE:
        return next == CONNECTING || next == BACKOFF;
      case BACKOFF:
        return next == IDLE || next == CONNECTING;
      case CONNECTING:
        return next == IDLE || next == BACKOFF || next == CONNECTING || next == OPEN;
      case OPEN:
        return next != OPEN;
      case DRAINING:
        return next != OPEN && next != DRAINING;
      case FINISHING:
        return next == IDLE || next == BACKOFF || next == CONNECTING;
    }
    throw new AssertionError(this);
  }
}
