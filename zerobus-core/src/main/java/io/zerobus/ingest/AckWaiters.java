// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Status;
import java.util.Iterator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Those who wait for acknowledgments, nearest first. Owner: the sender thread. */
final class AckWaiters {
  private static final int MIN_SWEEP = 64;

  private final PriorityQueue<AckWaiter> queue = new PriorityQueue<>();

  // The greatest count of entries that anybody ever waited for.
  private long wantedEntries;
  private int sweepAt = MIN_SWEEP;

  // At or before the nearest deadline of any waiter.
  private long deadline = Sender.NO_DEADLINE;

  void add(AckWaiter waiter) {
    if (queue.size() >= sweepAt) {
      // Time-outs during an outage would otherwise gather here.
      queue.removeIf(AckWaiter::isAbandoned);
      sweepAt = Math.max(MIN_SWEEP, 2 * queue.size());
    }
    wantedEntries = Math.max(wantedEntries, waiter.entries());
    deadline = Math.min(deadline, waiter.deadlineNanos());
    queue.add(waiter);
  }

  /** When {@link #expire} has something to do at the latest. */
  long deadlineNanos() {
    return deadline;
  }

  /** Tells those whose time is over. */
  void expire(long now) {
    if (now < deadline) {
      return;
    }
    long next = Sender.NO_DEADLINE;
    for (Iterator<AckWaiter> each = queue.iterator(); each.hasNext(); ) {
      AckWaiter waiter = each.next();
      if (waiter.deadlineNanos() > now) {
        next = Math.min(next, waiter.deadlineNanos());
        continue;
      }
      each.remove();
      waiter.onDone(
          Failure.retriable(
              Status.Code.DEADLINE_EXCEEDED,
              "not acknowledged within " + waiter.timeoutNanos() / 1_000_000 + " ms"));
    }
    deadline = next;
  }

  /** All entries below this logical offset are to be sent without lingering. */
  long wantedEntries() {
    return wantedEntries;
  }

  /** The smallest count of entries that is waited for, or {@link Long#MAX_VALUE}. */
  long nearestEntries() {
    AckWaiter nearest = queue.peek();
    return nearest == null ? Long.MAX_VALUE : nearest.entries();
  }

  /** Tells those whose entries are durable. */
  void complete(long ackedEntries) {
    for (AckWaiter waiter = queue.peek();
        waiter != null && waiter.entries() <= ackedEntries;
        waiter = queue.peek()) {
      queue.remove();
      waiter.onDone(null);
    }
  }

  /** Tells all that are left that it will never be. */
  void fail(Failure reason) {
    for (@Nullable AckWaiter waiter = queue.poll(); waiter != null; waiter = queue.poll()) {
      waiter.onDone(reason);
    }
    deadline = Sender.NO_DEADLINE;
  }

  int size() {
    return queue.size();
  }
}
