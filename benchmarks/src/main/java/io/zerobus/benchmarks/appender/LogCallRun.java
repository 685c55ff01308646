// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Measures what a log call costs the calling thread: CPU time and bytes allocated, in bursts that
 * the queue behind has room for; what the burst leaves is drained outside of the timed part.
 */
public final class LogCallRun {

  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** So many find room in each queue; more often there would be a wait for most of the time. */
  private static final int BURSTS_AT_ONCE = 16;

  private final Contender contender;
  private final boolean failures;
  private final int burst;
  private long logged;
  private long lost;

  private LogCallRun(Contender contender, boolean failures) {
    this.contender = contender;
    this.failures = failures;
    this.burst = failures ? 100 : 500;
  }

  /** Arguments: contender, {@code plain} or {@code failure}, endpoint, seconds, windows. */
  public static void main(String[] args) throws Exception {
    Contender contender = Contenders.start(args[0], args[2]);
    LogCallRun run = new LogCallRun(contender, args[1].equals("failure"));
    contender.enterContext();
    run.warmUp(TimeUnit.SECONDS.toNanos(Long.parseLong(args[3])));
    run.measure(Integer.parseInt(args[4]), args[0], args[1]);
    System.exit(0);
  }

  private void warmUp(long nanos) throws Exception {
    long endNanos = System.nanoTime() + nanos;
    while (System.nanoTime() - endNanos < 0) {
      for (int i = 0; i < BURSTS_AT_ONCE; i++) {
        logBurst();
      }
      settle();
    }
  }

  private void measure(int windows, String name, String what) throws Exception {
    long[] cpuNanos = new long[windows];
    long bytes = 0;
    long from = System.nanoTime();
    for (int i = 0; i < windows; i++) {
      long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
      long cpuBefore = THREADS.getCurrentThreadCpuTime();
      logBurst();
      cpuNanos[i] = THREADS.getCurrentThreadCpuTime() - cpuBefore;
      bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
      settle();
    }
    Arrays.sort(cpuNanos);
    System.out.printf(
        "%-34s %-8s ns CPU/call least %6d  p10 %6d  median %6d  B/call %8.1f  lost %d of %d (%d ms)%n",
        name, what, cpuNanos[0] / burst, cpuNanos[windows / 10] / burst,
        cpuNanos[windows / 2] / burst, (double) bytes / burst / windows, lost, logged, (System.nanoTime()-from)/1_000_000);
  }

  private void logBurst() {
    int from = (int) logged;
    if (failures) {
      for (int i = 0; i < burst; i++) {
        contender.failure(from + i);
      }
    } else {
      for (int i = 0; i < burst; i++) {
        contender.plain(from + i);
      }
    }
    logged += burst;
  }

  private void settle() throws Exception {
    lost = contender.settle(logged);
  }
}
