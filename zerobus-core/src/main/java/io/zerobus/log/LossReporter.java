// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks of losses, and seldom: the first of a kind at once, then one line in 30 seconds at most,
 * and one when events get through again.
 *
 * <p>Not thread-safe: driven by one thread at a time, with time as an argument. The threads that
 * lose events only count them, in {@link EventCounts}.
 */
final class LossReporter {

  /** The result of {@link #doWork} when there is nothing to come back for. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Without a loss for so long, events that get through mean that the trouble is over. */
  static final long OVER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EventCounts counts;
  private final StatusSink status;
  private final Map<LossReason, Kind> kinds = new EnumMap<>(LossReason.class);

  LossReporter(EventCounts counts, StatusSink status) {
    this.counts = counts;
    this.status = status;
    for (LossReason reason : LossReason.values()) {
      kinds.put(reason, new Kind(reason));
    }
  }

  /**
   * Says what is to be said.
   *
   * @return when to come back at the latest, or {@link #NO_DEADLINE}: then the next loss wakes
   */
  long doWork(long nowNanos) {
    if (!look(nowNanos)) {
      counts.reporterSleeps();
      if (!look(nowNanos)) { // what was lost just before nobody would wake us for
        return NO_DEADLINE;
      }
    }
    return nowNanos + OVER_NANOS;
  }

  /** Whether any kind of loss is not over yet. */
  private boolean look(long nowNanos) {
    long through = counts.offered() - counts.lost();
    boolean open = false;
    for (Kind kind : kinds.values()) {
      open |= kind.look(nowNanos, through);
    }
    return open;
  }

  /**
   * One line with all that was lost and all that is not delivered yet, if there is any.
   *
   * @return how many events it tells of
   */
  static long reportTotals(EventCounts counts, long undelivered, StatusSink status) {
    StringJoiner totals = new StringJoiner(", ");
    long sum = undelivered;
    for (LossReason reason : LossReason.values()) {
      long count = counts.lost(reason);
      if (count > 0) {
        totals.add(reason.label() + " " + count);
        sum += count;
      }
    }
    if (undelivered > 0) {
      totals.add("not delivered yet " + undelivered);
    }
    if (sum > 0) {
      status.warn("Events that are not in the table: " + sum + " (" + totals + ")", null);
    }
    return sum;
  }

  /** The losses for one reason. */
  private final class Kind {
    final LossReason reason;

    /** From a line that tells of losses to the one that says it is over. */
    boolean open;

    boolean everReported;
    long seen;
    long lastSeenNanos;
    long throughThen;
    long reported;
    long lastLineNanos;

    Kind(LossReason reason) {
      this.reason = reason;
    }

    boolean look(long now, long through) {
      long count = counts.lost(reason);
      if (count > seen) {
        seen = count;
        lastSeenNanos = now;
        throughThen = through;
      }
      if (count > reported && (!everReported || now - lastLineNanos >= QUIET_NANOS)) {
        report(now, count);
      } else if (open && now - lastSeenNanos >= OVER_NANOS && through > throughThen) {
        open = false;
        reported = count;
        status.info("Events get through again; " + count + " lost so far, " + reason.label());
      }
      return open || count > reported;
    }

    private void report(long now, long count) {
      @Nullable Throwable cause = counts.takeCause(reason);
      long more = count - reported;
      String line =
          everReported
              ? more + " more events lost, " + reason.label() + ", " + count + " in total: "
              : "First event lost, " + reason.label() + ": ";
      everReported = true;
      open = true;
      reported = count;
      lastLineNanos = now;
      status.warn(line + reason.explanation(), cause);
    }
  }
}
