// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The end of a peer's way: counts the events that come through a valve. Thread-safe. */
final class Arrivals {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final Valve valve;
  private final AtomicLong count = new AtomicLong();

  Arrivals(Valve valve) {
    this.valve = valve;
  }

  /** Waits while the valve is shut. */
  void add(long arrived) {
    valve.pass();
    count.addAndGet(arrived);
  }

  /** How many of so many have not arrived yet. */
  long missing(long expected) {
    return expected - count.get();
  }

  /** Waits until so many have arrived; when none has come for 5 s, returns how many have not. */
  long await(long expected) {
    long seen = count.get();
    long giveUpNanos = System.nanoTime() + LIMIT_NANOS;
    while (seen < expected && System.nanoTime() - giveUpNanos < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = count.get();
      if (now != seen) {
        seen = now;
        giveUpNanos = System.nanoTime() + LIMIT_NANOS;
      }
    }
    return expected - seen;
  }
}
