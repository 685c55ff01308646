// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Usage;
import io.zerobus.benchmarks.server.ServerProcess;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The program of a trial: measures what a log call costs the calling thread, in bursts that the
 * queue behind has room for. What a burst leaves is drained outside of the timed part.
 */
final class LogCallRun {

  /** So many find room in each queue; after each there would be a wait for most of the time. */
  private static final int BURSTS_AT_ONCE = 16;

  /** With the one before them, they are less than the 1 MiB that our buffer keeps while idle. */
  private static final int BURSTS_TIMED = 2;

  private static final int WARM_UP_CALLS = 500_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String name;
  private final Contender contender;
  private long logged;
  private long lost;

  private LogCallRun(String name, Contender contender) {
    this.name = name;
    this.contender = contender;
  }

  /** Arguments: contender, {@code FULL} or {@code QUICK}. */
  public static void main(String[] args) throws Exception {
    Effort effort = new Effort(1, Effort.Length.valueOf(args[1]));
    try (ServerProcess server = ServerProcess.start()) {
      Contender contender = Contenders.start(args[0], Endpoints.of(server), new Valve());
      contender.enterContext();
      LogCallRun run = new LogCallRun(args[0], contender);
      run.warmUp(effort.choose(TimeUnit.SECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(1)));
      for (LogCall call : LogCall.values()) {
        run.measure(call, effort.choose(150, 20));
      }
    }
    System.exit(0); // some have threads that are no daemons
  }

  /**
   * Both kinds of events, as an application logs them, so that none has the code for itself; for so
   * long, and until the compiler has seen enough of them.
   */
  private void warmUp(long nanos) throws Exception {
    long startNanos = System.nanoTime();
    long elapsedNanos = 0;
    while (elapsedNanos < nanos || (logged < WARM_UP_CALLS && elapsedNanos < 4 * nanos)) {
      for (LogCall call : LogCall.values()) {
        for (int i = 0; i < BURSTS_AT_ONCE; i++) {
          logBurst(call);
        }
        settle();
      }
      elapsedNanos = System.nanoTime() - startNanos;
    }
  }

  private void measure(LogCall call, int windows) throws Exception {
    long[] cpuNanos = new long[windows];
    long bytes = 0;
    long others = othersCpuNanos();
    long lostBefore = lost;
    long loggedBefore = logged;
    for (int i = 0; i < windows; i++) {
      if (i % BURSTS_TIMED == 0) {
        settle();
        logBurst(call); // what it finds in no cache any more is not the call's own cost
      }
      long bytesBefore = Usage.threadAllocatedBytes();
      long cpuBefore = Usage.threadCpuNanos();
      logBurst(call);
      cpuNanos[i] = Usage.threadCpuNanos() - cpuBefore;
      bytes += Usage.threadAllocatedBytes() - bytesBefore;
    }
    settle();
    others = othersCpuNanos() - others;
    Arrays.sort(cpuNanos);
    double callerNanos = (double) cpuNanos[windows / 2] / call.burst();
    double timedCalls = (double) windows * call.burst();
    double calls = logged - loggedBefore;
    long dropped = lost - lostBefore;
    print(call, AppenderSuite.CALLER_CPU, "ns", callerNanos, dropped);
    print(call, AppenderSuite.ALLOCATED, "B", bytes / timedCalls, dropped);
    if (Contenders.isOurs(name)) {
      print(call, AppenderSuite.ENCODED_CPU, "ns", callerNanos, dropped);
    } else if (Contenders.encodes(name)) {
      print(call, AppenderSuite.ENCODED_CPU, "ns", callerNanos + others / calls, dropped);
    }
  }

  private void print(LogCall call, String metric, String unit, double value, long dropped) {
    Result.of(AppenderSuite.WHAT, call.caseName(), name, metric, unit, value)
        .withLosses(dropped, 0)
        .print(System.out);
  }

  private void logBurst(LogCall call) {
    int from = (int) logged;
    int to = from + call.burst();
    if (call == LogCall.FAILURE) {
      for (int i = from; i < to; i++) {
        contender.failure(i);
      }
    } else {
      for (int i = from; i < to; i++) {
        contender.plain(i);
      }
    }
    logged += call.burst();
  }

  private void settle() throws Exception {
    lost = contender.settle(logged);
  }

  /** CPU time of the Java threads but this one: those of the queues. */
  private static long othersCpuNanos() {
    long own = Thread.currentThread().getId();
    long sum = 0;
    for (long id : THREADS.getAllThreadIds()) {
      if (id != own) {
        sum += Math.max(0, THREADS.getThreadCpuTime(id));
      }
    }
    return sum;
  }
}
