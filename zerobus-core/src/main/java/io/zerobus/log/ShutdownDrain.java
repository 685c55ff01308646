// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Delivers what is buffered when the JVM exits although nobody has stopped the appender.
 *
 * <p>The JVM runs its hooks at the same time and the others may still log. So the drain does not
 * stop the sink; it flushes again and again until nothing new has come for a moment. A service that
 * was never reached is not waited for.
 */
final class ShutdownDrain {

  /** An application that logs nothing for so long while it exits is taken to have ended. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** How often to look whether the service is there at all. */
  static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final RecordSink sink;
  private final long timeoutNanos;
  private final long quietNanos;
  private final LongConsumer afterwards;
  private final LongSupplier nanoClock;
  private final CountDownLatch removed = new CountDownLatch(1);
  private final Thread hook;

  /**
   * @param afterwards is given the time that is left
   */
  ShutdownDrain(
      RecordSink sink, long timeoutNanos, LongConsumer afterwards, LongSupplier nanoClock) {
    this(sink, timeoutNanos, QUIET_NANOS, afterwards, nanoClock);
  }

  private ShutdownDrain(
      RecordSink sink,
      long timeoutNanos,
      long quietNanos,
      LongConsumer afterwards,
      LongSupplier nanoClock) {
    this.sink = sink;
    this.timeoutNanos = timeoutNanos;
    this.quietNanos = quietNanos;
    this.afterwards = afterwards;
    this.nanoClock = nanoClock;
    this.hook = new Thread(this::drain, "zerobus-shutdown");
    this.hook.setContextClassLoader(null);
  }

  static ShutdownDrain install(RecordSink sink, long timeoutNanos, LongConsumer afterwards) {
    ShutdownDrain drain = new ShutdownDrain(sink, timeoutNanos, afterwards, System::nanoTime);
    try {
      Runtime.getRuntime().addShutdownHook(drain.hook);
    } catch (IllegalStateException e) {
      // The JVM exits already; there is no hook to be had any more.
    }
    return drain;
  }

  /** Drains on the calling thread, for a moment at which the application has ended already. */
  static void drainNow(RecordSink sink, long timeoutNanos, LongConsumer afterwards) {
    // Whoever asked for the exit may be interrupted, which is nobody's wish for what comes after
    // it.
    boolean interrupted = Thread.interrupted();
    new ShutdownDrain(sink, timeoutNanos, 0, afterwards, System::nanoTime).drain();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the hook out, or ends it when it is running. Idempotent. */
  void remove() {
    removed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM exits already: the hook runs and has just been told to end.
    }
  }

  Thread hook() {
    return hook;
  }

  void drain() {
    long deadlineNanos = nanoClock.getAsLong() + timeoutNanos;
    if (removed.getCount() > 0) {
      sink.hurry();
    }
    try {
      while (removed.getCount() > 0 && !drained(deadlineNanos)) {
        // Something came while we waited: once more.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (removed.getCount() > 0) {
      afterwards.accept(Math.max(0, deadlineNanos - nanoClock.getAsLong()));
    }
  }

  /** Whether there is nothing left to do or no time to do it. */
  private boolean drained(long deadlineNanos) throws InterruptedException {
    if (!flushed(deadlineNanos)) {
      return true;
    }
    long acknowledged = sink.acknowledgedRecords();
    long waitNanos = Math.min(quietNanos, deadlineNanos - nanoClock.getAsLong());
    return removed.await(waitNanos, TimeUnit.NANOSECONDS)
        || (sink.pendingRecords() == 0 && sink.acknowledgedRecords() == acknowledged);
  }

  private boolean flushed(long deadlineNanos) throws InterruptedException {
    while (removed.getCount() > 0) {
      long remainingNanos = deadlineNanos - nanoClock.getAsLong();
      if (remainingNanos <= 0) {
        return false;
      }
      if (sink.flush(Math.min(remainingNanos, LOOK_NANOS))) {
        return true;
      }
      if (sink.isUnreachable()) {
        return false;
      }
    }
    return false;
  }
}
