// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Usage;
import io.zerobus.benchmarks.server.ServerProcess;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * The program of a trial: measures what a log call costs the calling thread, in bursts that the
 * queue behind has room for. What a burst leaves is drained outside of the timed part.
 */
final class LogCallRun {

  /** With the one before them, they are less than the 1 MiB that our buffer keeps while idle. */
  private static final int BURSTS_TIMED = 2;

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
      run.logged = WarmUp.of(effort).run(contender);
      for (LogCall call : LogCall.values()) {
        run.measure(call, effort.choose(600, 10));
      }
    }
    System.exit(0); // some have threads that are no daemons
  }

  private void measure(LogCall call, int groups) throws Exception {
    long[] cpuNanos = new long[groups * BURSTS_TIMED];
    long[] othersNanos = new long[groups];
    long bytes = 0;
    settle();
    long lostBefore = lost;
    long others = othersCpuNanos();
    for (int group = 0; group < groups; group++) {
      logBurst(call); // what it finds in no cache any more is not the call's own cost
      for (int i = 0; i < BURSTS_TIMED; i++) {
        long bytesBefore = Usage.threadAllocatedBytes();
        long cpuBefore = Usage.threadCpuNanos();
        logBurst(call);
        cpuNanos[group * BURSTS_TIMED + i] = Usage.threadCpuNanos() - cpuBefore;
        bytes += Usage.threadAllocatedBytes() - bytesBefore;
      }
      settle();
      long othersNow = othersCpuNanos();
      othersNanos[group] = othersNow - others;
      others = othersNow;
    }
    long dropped = lost - lostBefore;
    double callerNanos = quiet(cpuNanos) / call.burst();
    print(call, AppenderSuite.CALLER_CPU, "ns", callerNanos, dropped);
    double calls = (double) cpuNanos.length * call.burst();
    print(call, AppenderSuite.ALLOCATED, "B", bytes / calls, dropped);
    if (Contenders.isOurs(name)) {
      print(call, AppenderSuite.ENCODED_CPU, "ns", callerNanos, dropped);
    } else if (Contenders.encodes(name)) {
      double queueNanos = quiet(othersNanos) / (BURSTS_TIMED + 1) / call.burst();
      print(call, AppenderSuite.ENCODED_CPU, "ns", callerNanos + queueNanos, dropped);
    }
  }

  /** The tenth percentile: a neighbour on the same host makes a burst slower, never faster. */
  private static double quiet(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 10];
  }

  private void print(LogCall call, String metric, String unit, double value, long dropped) {
    Result.of(AppenderSuite.WHAT, call.caseName(), name, metric, unit, value)
        .withLosses(dropped, 0)
        .print(System.out);
  }

  private void logBurst(LogCall call) {
    call.log(contender, (int) logged);
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
