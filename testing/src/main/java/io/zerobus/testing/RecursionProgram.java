// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import io.zerobus.metrics.LogShippers;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * What an application does that has sent all of java.util.logging to its framework, at the finest
 * level. It runs in a JVM of its own.
 */
public final class RecursionProgram {

  static final int EVENTS = 1000;

  private RecursionProgram() {}

  /**
   * Logs, delivers, waits until all is quiet, and prints the counters.
   *
   * @param log logs the event of this number
   */
  public static void run(IntConsumer log) throws InterruptedException {
    for (int i = 0; i < EVENTS; i++) {
      log.accept(i);
    }
    boolean delivered = LogShippers.flush(Duration.ofSeconds(30));
    Counters.awaitStandstill();
    // An asynchronous framework has brought the last events only now.
    delivered &= LogShippers.flush(Duration.ofSeconds(30));
    Counters.print("delivered", delivered ? 1 : 0);
  }
}
