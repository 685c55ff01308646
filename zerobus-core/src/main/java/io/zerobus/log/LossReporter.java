// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts losses and speaks of them seldom: the first of a kind at once, then one line in 30 seconds
 * at most, and one when events get through again. Thread-safe, without a lock.
 *
 * <p>A loss is counted before it is reported.
 */
final class LossReporter {

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Without a loss for so long, an event that gets through means that the trouble is over. */
  private static final long OVER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final StatusSink status;
  private final LongSupplier nanoClock;
  private final Map<LossReason, Kind> kinds = new EnumMap<>(LossReason.class);

  /** How many kinds are open; read with each event, written when trouble begins or ends. */
  private final AtomicInteger openKinds = new AtomicInteger();

  LossReporter(StatusSink status, LongSupplier nanoClock) {
    this.status = status;
    this.nanoClock = nanoClock;
    for (LossReason reason : LossReason.values()) {
      kinds.put(reason, new Kind(reason));
    }
  }

  /** Counts one lost event. */
  void lost(LossReason reason, @Nullable Throwable cause) {
    kindOf(reason).lost(cause);
  }

  /** Notes that an event has got into the buffer. */
  void accepted() {
    if (openKinds.get() != 0) {
      long now = nanoClock.getAsLong();
      for (Kind kind : kinds.values()) {
        kind.closeIfOver(now);
      }
    }
  }

  long count(LossReason reason) {
    return kindOf(reason).total.get();
  }

  /** Counts events that were still in the buffer when it was given up. */
  void undelivered(long count) {
    kindOf(LossReason.SHUTDOWN).total.addAndGet(count);
  }

  /** Says what is still in the buffer when the JVM exits; a stop that follows may deliver it. */
  void reportPendingAtExit(long count) {
    warn("Events not delivered when the JVM exits: " + count, null);
  }

  /** One line with all that was lost, if anything was. */
  void reportTotals() {
    StringBuilder totals = new StringBuilder();
    long sum = 0;
    for (Kind kind : kinds.values()) {
      long count = kind.total.get();
      if (count > 0) {
        totals.append(sum == 0 ? "" : ", ").append(kind.name).append(' ').append(count);
        sum += count;
      }
    }
    if (sum > 0) {
      warn("Events that are not in the table: " + sum + " (" + totals + ")", null);
    }
  }

  private Kind kindOf(LossReason reason) {
    return Objects.requireNonNull(kinds.get(reason));
  }

  private void warn(String message, @Nullable Throwable cause) {
    try {
      status.warn(message, cause);
    } catch (Throwable e) {
      // The framework's own status fails, and the loss is counted; the event's thread must not
      // notice.
    }
  }

  private void info(String message) {
    try {
      status.info(message);
    } catch (Throwable e) {
      // As in warn.
    }
  }

  /** The losses for one reason. */
  private final class Kind {
    final LossReason reason;
    final String name;
    final AtomicLong total = new AtomicLong();

    /** From the first loss to the line that says it is over. */
    private final AtomicBoolean open = new AtomicBoolean();

    private final AtomicBoolean everReported = new AtomicBoolean();
    private final AtomicLong lastLineNanos = new AtomicLong();
    private volatile long lastLossNanos;
    private volatile long reported;

    Kind(LossReason reason) {
      this.reason = reason;
      this.name = reason.name().toLowerCase(Locale.ROOT);
    }

    void lost(@Nullable Throwable cause) {
      total.incrementAndGet();
      long now = nanoClock.getAsLong();
      lastLossNanos = now;
      if (everReported.compareAndSet(false, true)) {
        open();
        lastLineNanos.set(now);
        reported = 1;
        warn("First event lost, " + name + ": " + reason.explanation(), cause);
        return;
      }
      long last = lastLineNanos.get();
      if (now - last >= QUIET_NANOS && lastLineNanos.compareAndSet(last, now)) {
        open();
        long count = total.get();
        warn(
            (count - reported)
                + " more events lost, "
                + name
                + ", "
                + count
                + " in total: "
                + reason.explanation(),
            cause);
        reported = count;
      }
    }

    private void open() {
      if (open.compareAndSet(false, true)) {
        openKinds.incrementAndGet();
      }
    }

    void closeIfOver(long now) {
      if (open.get() && now - lastLossNanos >= OVER_NANOS && open.compareAndSet(true, false)) {
        openKinds.decrementAndGet();
        long count = total.get();
        reported = count;
        info("Events get through again; " + count + " lost so far, " + name);
      }
    }
  }
}
