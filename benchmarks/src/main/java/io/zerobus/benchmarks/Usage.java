// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this JVM and its threads have used so far. Thread-safe; nothing here allocates on the heap
 * but {@link #allocatedBytes}.
 */
public final class Usage {

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Usage() {}

  /** CPU time of the process, user and system, with collector, compiler and native threads. */
  public static long cpuNanos() {
    return PROCESS.getProcessCpuTime();
  }

  /** CPU time of the calling thread, user and system. */
  public static long threadCpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Bytes that the calling thread has allocated on the heap. */
  public static long threadAllocatedBytes() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /**
   * Bytes that the threads that are alive have allocated on the heap; those of ended ones are
   * missing.
   */
  public static long allocatedBytes() {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
