// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** A number every few milliseconds until somebody ends the program, or for two minutes. */
final class Ticks {

  /** Not of our own package: the shipping's own lines are not shipped. */
  static final String LOGGER = "com.example.Ticking";

  private Ticks() {}

  static void each(IntConsumer log) {
    long endNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    for (int i = 0; System.nanoTime() < endNanos; i++) {
      log.accept(i);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
