// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Notices who opens a stream for each record: a stream costs a connection and a handshake, and is
 * meant for many. Thread-safe.
 */
final class StreamChurn {
  static final int LIMIT = 100;
  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final LongSupplier nanoClock;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Window> windows = new HashMap<>();

  StreamChurn(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Counts one; true when it is the one that reaches the limit within the period. */
  boolean opened(String tableName) {
    long now = nanoClock.getAsLong();
    synchronized (lock) {
      windows.values().removeIf(window -> now - window.start >= PERIOD_NANOS);
      Window window = windows.computeIfAbsent(tableName, unused -> new Window(now));
      window.count++;
      return window.count == LIMIT;
    }
  }

  private static final class Window {
    final long start;
    int count;

    Window(long start) {
      this.start = start;
    }
  }
}
