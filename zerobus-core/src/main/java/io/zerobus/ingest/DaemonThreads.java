// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the library's threads: daemons, named {@code zerobus-…}, that inherit nothing from the
 * thread that happened to start them, neither thread-locals nor a class loader.
 */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** Threads {@code name-1}, {@code name-2}, … */
  public static ThreadFactory named(String name) {
    AtomicInteger counter = new AtomicInteger();
    return task -> create(name + "-" + counter.incrementAndGet(), task);
  }

  /** One thread of that name, not started. */
  public static Thread create(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }
}
