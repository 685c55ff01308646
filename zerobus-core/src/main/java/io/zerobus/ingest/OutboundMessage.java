// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.IOException;
import java.io.OutputStream;

/** A request message that knows its encoded size and writes itself. */
interface OutboundMessage {
  /** Encoded size in bytes. */
  int size();

  /** Writes exactly {@link #size()} bytes. */
  void writeTo(OutputStream out) throws IOException;
}
