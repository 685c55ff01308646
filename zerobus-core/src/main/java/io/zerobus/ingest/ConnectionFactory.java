// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** Makes a connection object for each attempt. */
interface ConnectionFactory {
  /** A new connection, not started, that reports to the given queue. */
  StreamConnection create(SenderEvents events);
}
