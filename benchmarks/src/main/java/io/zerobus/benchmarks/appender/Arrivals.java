// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Counts the events that have come to the end of their way. Thread-safe. */
final class Arrivals {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final AtomicLong count = new AtomicLong();

  void add(long arrived) {
    count.addAndGet(arrived);
  }

  /** Waits until so many have arrived; returns how many have not when it is time to give up. */
  long await(long expected) {
    long deadlineNanos = System.nanoTime() + LIMIT_NANOS;
    while (count.get() < expected && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return expected - count.get();
  }
}
