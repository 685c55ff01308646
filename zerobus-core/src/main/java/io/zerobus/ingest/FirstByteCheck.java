// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What the first byte of an answer must be, which is enough to tell a TLS port from a plaintext one
 * at once and without doubt. Otherwise users meet time-outs and broken frames.
 */
enum FirstByteCheck {
  /** A TLS record: its type is 20 to 24. */
  TLS {
    @Override
    @Nullable String objection(int first) {
      return first >= 20 && first <= 24
          ? null
          : "the server answers without TLS; if it is meant to be plaintext, its address begins"
              + " with http://";
    }
  },

  /** A SETTINGS frame: the upper byte of a frame's length is 0 as long as nobody allowed more. */
  HTTP2 {
    @Override
    @Nullable String objection(int first) {
      if (first == 0) {
        return null;
      }
      return first == TLS_ALERT
          ? WANTS_TLS
          : "the server speaks no plaintext HTTP/2; with TLS, its address begins with https://";
    }
  },

  /** A status line, {@code HTTP/1.1 200 OK}. */
  HTTP1 {
    @Override
    @Nullable String objection(int first) {
      return first == TLS_ALERT ? WANTS_TLS : null;
    }
  },

  /** An answer of somebody else, such as a proxy. */
  NONE {
    @Override
    @Nullable String objection(int first) {
      return null;
    }
  };

  private static final int TLS_ALERT = 21;
  private static final String WANTS_TLS =
      "the server wants TLS at this port, and the address begins with http://: use https://";

  /** What to say against an answer that begins with this byte; null: nothing. */
  abstract @Nullable String objection(int first);

  /** What to say when the server ends the connection before it answers; null: nothing. */
  @Nullable String objectionToSilence() {
    return this == HTTP2
        ? "the server ended the connection without an answer; if it wants TLS, its address begins"
            + " with https://"
        : null;
  }
}
