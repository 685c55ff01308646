// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * The life of a stream object, over all its connections.
 *
 * <pre>
 *   RUNNING --close()--&gt; CLOSING --all acknowledged, or time over--&gt; CLOSED
 *      |                    |
 *      +----- final --------+--&gt; FAILED
 * </pre>
 *
 * <p>While CLOSING, connections may still be lost and made again to deliver what was accepted.
 * CLOSED and FAILED are final. A flush is no state: it is a wait for a position.
 */
public enum Lifecycle {
  RUNNING,
  CLOSING,
  CLOSED,
  FAILED;

  public boolean isFinal() {
    return this == CLOSED || this == FAILED;
  }
}
