// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.endtoend;

import io.zerobus.benchmarks.appender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Threads that log at a fixed rate together. A call that is late because the one before took long
 * is measured from the moment at which it was to begin.
 */
public final class PacedCalls {

  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int DIGITS = 3;

  private final Contender contender;
  private final int threads;
  private final long intervalNanos;

  /**
   * @param rate calls a second of all threads together
   */
  public PacedCalls(Contender contender, int threads, int rate) {
    this.contender = contender;
    this.threads = threads;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(threads) / rate;
  }

  /** Logs for so long; blocks until then. */
  public Times run(long nanos) throws InterruptedException {
    long startNanos = System.nanoTime() + LEAD_NANOS;
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      // Spread evenly, so that the threads do not all wake at once.
      Caller caller = new Caller(startNanos + i * intervalNanos / threads, nanos);
      callers.add(caller);
      caller.start();
    }
    Histogram responses = new Histogram(DIGITS);
    Histogram durations = new Histogram(DIGITS);
    for (Caller caller : callers) {
      caller.join();
      responses.add(caller.responses);
      durations.add(caller.durations);
    }
    return new Times(responses, durations);
  }

  /**
   * What was measured, in nanoseconds.
   *
   * @param responses from the moment at which a call was to begin to its end
   * @param durations from the moment at which it did begin
   */
  public record Times(Histogram responses, Histogram durations) {

    /** How many calls there were. */
    public long calls() {
      return responses.getTotalCount();
    }
  }

  private final class Caller extends Thread {

    private final long startNanos;
    private final long nanos;
    private final Histogram responses = new Histogram(DIGITS);
    private final Histogram durations = new Histogram(DIGITS);

    Caller(long startNanos, long nanos) {
      super("request");
      this.startNanos = startNanos;
      this.nanos = nanos;
    }

    @Override
    public void run() {
      contender.enterContext();
      int calls = 0;
      for (long dueNanos = 0; dueNanos < nanos; dueNanos += intervalNanos) {
        long intendedNanos = startNanos + dueNanos;
        awaitNanos(intendedNanos);
        long beginNanos = System.nanoTime();
        contender.plain(calls++);
        long endNanos = System.nanoTime();
        responses.recordValue(endNanos - intendedNanos);
        durations.recordValue(endNanos - beginNanos);
      }
    }

    private void awaitNanos(long intendedNanos) {
      long leftNanos = intendedNanos - System.nanoTime();
      while (leftNanos > 0) {
        LockSupport.parkNanos(leftNanos);
        leftNanos = intendedNanos - System.nanoTime();
      }
    }
  }
}
