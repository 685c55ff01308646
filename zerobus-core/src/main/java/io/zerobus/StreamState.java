// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

/** What a stream is doing, as a snapshot. */
public enum StreamState {
  /** Not connected yet. */
  UNINITIALIZED,
  /** Records flow. */
  OPENED,
  /** Closing: no record is taken, what was accepted is being delivered. */
  FLUSHING,
  /** The connection was lost or is rotated; records are taken and wait. */
  RECOVERING,
  /** Ended by {@link ZerobusStream#close}. Final. */
  CLOSED,
  /** Ended by a failure. Final. */
  FAILED
}
