// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import java.io.IOException;

/** A contender that has its connection. Several threads may send at once. */
interface Client extends AutoCloseable {

  /** Hands over the records of this turn; waits while there is no room. */
  void send(int turn) throws Exception;

  /** Waits until all that was handed over is acknowledged. */
  void flush() throws Exception;

  @Override
  void close() throws IOException;
}
