// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link Sender} and a {@link Chore}: the thread, its clock and its parking, and nothing
 * else.
 *
 * <p>Parking: the thread first says that it is parked and then looks once more for news; whoever
 * brings news first publishes it and then looks whether the thread is parked. So one of the two
 * always sees the other.
 */
final class SenderThread implements Runnable, Wakeup {
  private static final int MAX_FAILURES_IN_A_ROW = 10;
  private static final long FAILURE_PAUSE_NANOS = 100_000_000L;

  private final long originNanos = System.nanoTime();
  private final AtomicBoolean parked = new AtomicBoolean();
  private final Chore chore;
  private volatile @Nullable Thread thread;

  // Set once, before the thread starts.
  private @Nullable Sender sender;
  private @Nullable SenderEvents events;

  private volatile boolean ended;

  /** Somebody wants a turn of the loop that has not begun yet. */
  private volatile boolean turnWanted;

  // Owner: the thread itself.
  private int failuresInARow;

  SenderThread(Chore chore) {
    this.chore = chore;
  }

  void start(String name, Sender sender, SenderEvents events) {
    this.sender = sender;
    this.events = events;
    Thread started = DaemonThreads.create(name, this);
    thread = started;
    started.start();
  }

  /** Nanoseconds since this object was made: never negative, so deadlines compare plainly. */
  long nowNanos() {
    return System.nanoTime() - originNanos;
  }

  @Override
  public void wake() {
    // Read first: a failed compare-and-set would still claim the cache line for each record.
    if (parked.get() && parked.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  /** Brings a turn of the loop about, whatever the thread is doing now. */
  void wakeForTurn() {
    turnWanted = true;
    wake();
  }

  void join(long millis) throws InterruptedException {
    Thread started = thread;
    if (started != null && started != Thread.currentThread()) {
      started.join(millis);
    }
  }

  /** Whether the thread is done; events added after that must be handled by {@link #drain}. */
  boolean hasEnded() {
    return ended;
  }

  @Override
  public void run() {
    Sender driven = sender;
    if (driven == null) {
      throw new IllegalStateException("run before start");
    }
    try {
      while (!driven.lifecycle().isFinal()) {
        step(driven);
      }
    } finally {
      ended = true;
      drain();
    }
  }

  private void step(Sender driven) {
    try {
      long now = nowNanos();
      turnWanted = false; // before the turn: what is wanted during it is another
      long choreDue = doChore(now);
      if (driven.doWork(now) == 0) {
        park(driven, choreDue, now);
      }
      failuresInARow = 0;
    } catch (Throwable t) {
      // One bad step must not silence the stream; the sender decides what becomes of it.
      recover(driven, t);
    }
  }

  private long doChore(long now) {
    try {
      return chore.doWork(now);
    } catch (Throwable dropped) {
      return Sender.NO_DEADLINE; // whatever it is for, records are worth more
    }
  }

  private void recover(Sender driven, Throwable error) {
    try {
      driven.onError(error, nowNanos());
    } catch (Throwable again) {
      // Out of memory, say. It may pass; but a stream that cannot even fail must not live on mute.
      if (++failuresInARow < MAX_FAILURES_IN_A_ROW) {
        LockSupport.parkNanos(this, FAILURE_PAUSE_NANOS);
      } else {
        driven.abort(again);
      }
    }
  }

  /** Hands events that nobody would take any more to their senders. Any thread, after the end. */
  void drain() {
    Sender driven = sender;
    SenderEvents inbox = events;
    if (driven == null || inbox == null) {
      return;
    }
    for (SenderEvent event = inbox.poll(); event != null; event = inbox.poll()) {
      event.deliverAfterEnd(driven);
    }
  }

  private void park(Sender driven, long choreDue, long now) {
    long deadline = Math.min(driven.prepareToPark(now), choreDue);
    parked.set(true);
    try {
      if (turnWanted || driven.hasNews()) {
        return;
      }
      if (deadline == Sender.NO_DEADLINE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, Math.max(1, deadline - nowNanos()));
      }
    } finally {
      parked.set(false);
      // Nobody has a reason to interrupt this thread, and with the flag set it could not park.
      boolean unused = Thread.interrupted();
    }
  }
}
