// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Is told the life of the SDK's streams: opened, recovering, sent again, closed, failed, tokens.
 * Nothing is ever said for a single record.
 *
 * <p>Calls come one after the other on a thread of the SDK's own, {@code zerobus-diagnostics}; a
 * slow listener delays other diagnostics only, and when 256 wait, further ones are dropped and
 * counted in the next. What a listener throws is ignored. Repeated messages of one kind are
 * throttled: after the first three, at most one in 10 seconds, with the number of those left out.
 * No message holds a secret or a token.
 *
 * <p>The default listener hands all messages to the {@link System.Logger} named {@code io.zerobus},
 * and the throwables of those of level ERROR.
 */
@FunctionalInterface
public interface DiagnosticListener {
  /** What a message is about. */
  enum Kind {
    /** A stream was opened at the service for the first time. */
    STREAM_OPENED,
    /** A connection was lost or could not be made; says what waits and when the next attempt is. */
    RECOVERY_BEGUN,
    /**
     * A stream is open again; says how many records wait to be sent, again or for the first time.
     */
    RECOVERED,
    /** The service announced the end of a stream, as it does about every 15 minutes. */
    STREAM_ROTATED,
    /** A stream was closed; a warning when records were left unacknowledged. */
    STREAM_CLOSED,
    /** A stream has ended by a failure. */
    STREAM_FAILED,
    /** A new token was granted. */
    TOKEN_REFRESHED,
    /** No new token could be had; the old one may still hold. */
    TOKEN_FAILED,
    /** A callback of the application threw. */
    CALLBACK_FAILED,
    /** Streams to one table are opened too often: one stream is meant for many records. */
    STREAM_CHURN
  }

  /**
   * One message.
   *
   * @param level INFO for what is as it should be, WARNING for what mends itself or may be looked
   *     at, ERROR for the end of a stream
   * @param message one line; says which table and endpoint
   * @param throwable the cause, when there is one
   */
  void onDiagnostic(Level level, Kind kind, String message, @Nullable Throwable throwable);

  /** Takes no notice of anything. */
  static DiagnosticListener none() {
    return (level, kind, message, throwable) -> {};
  }
}
