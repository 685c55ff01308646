// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.DiagnosticListener.Kind;
import io.zerobus.ingest.SerialExecutor;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages to the {@link DiagnosticListener}: throttled by kind, on a thread where user code
 * may run. Thread-safe; telling never blocks.
 */
final class Diagnostics {
  static final int FREE_MESSAGES = 3;
  static final long THROTTLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  static final int MAX_QUEUED = 256;

  private final DiagnosticListener listener;
  private final LongSupplier nanoClock;
  private final SerialExecutor executor = new SerialExecutor("zerobus-diagnostics");
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<Kind, Throttle> throttles = new EnumMap<>(Kind.class);

  Diagnostics(DiagnosticListener listener, LongSupplier nanoClock) {
    this.listener = listener;
    this.nanoClock = nanoClock;
  }

  void tell(Level level, Kind kind, String message, @Nullable Throwable throwable) {
    int leftOut;
    synchronized (lock) {
      Throttle throttle = throttles.computeIfAbsent(kind, unused -> new Throttle());
      leftOut =
          executor.queued() < MAX_QUEUED
              ? throttle.admit(nanoClock.getAsLong())
              : throttle.leaveOut();
    }
    if (leftOut >= 0) {
      String text = leftOut == 0 ? message : message + " (" + leftOut + " of this kind left out)";
      // Nothing is said after the close: it would be said on the thread of whoever says it.
      boolean unused = executor.offer(() -> deliver(level, kind, text, throwable));
    }
  }

  private void deliver(Level level, Kind kind, String message, @Nullable Throwable throwable) {
    try {
      listener.onDiagnostic(level, kind, message, throwable);
    } catch (Throwable ignored) {
      // There is nobody left to tell.
    }
  }

  /** Delivers what waits, for at most a second. */
  void close() {
    executor.shutdown();
    if (executor.isCurrentThread()) {
      return; // the listener itself closes the SDK
    }
    try {
      if (!executor.awaitTermination(TimeUnit.SECONDS.toNanos(1))) {
        executor.shutdownNow();
      }
      executor.awaitEnd();
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** A bucket of free messages that fills up by one each period. Guarded by the lock. */
  private static final class Throttle {
    private int free = FREE_MESSAGES;
    private int leftOut;
    private long filledAt;

    /** The number of messages left out before this one, or -1 when it is left out itself. */
    int admit(long now) {
      if (free == FREE_MESSAGES) {
        filledAt = now;
      }
      long periods = (now - filledAt) / THROTTLE_NANOS;
      free = (int) Math.min(FREE_MESSAGES, free + periods);
      filledAt += periods * THROTTLE_NANOS;
      if (free == 0) {
        return leaveOut();
      }
      free--;
      int before = leftOut;
      leftOut = 0;
      return before;
    }

    int leaveOut() {
      leftOut++;
      return -1;
    }
  }
}
