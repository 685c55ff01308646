// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import io.zerobus.ingest.DaemonThreads;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.TimeUnit;

/**
 * Runs on a thread of the agent's own what makes things for good, while a thread of an application
 * waits for it.
 *
 * <p>Made on the application's thread, they would keep its class loader for as long as the JVM
 * runs: threads and executors remember their maker's context class loader and, before Java 24, the
 * domains of all code on its stack; exceptions that libraries keep, the classes on the stack.
 */
final class Detached {

  private final Thread thread;

  private Detached(Thread thread) {
    this.thread = thread;
  }

  static Detached start(String threadName, Runnable task) {
    Thread thread =
        AccessController.doPrivileged(
            (PrivilegedAction<Thread>) () -> DaemonThreads.create(threadName, task));
    thread.start();
    return new Detached(thread);
  }

  /** Waits for the end of the task, no longer than the time given, also when interrupted. */
  void await(long seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    boolean interrupted = false;
    for (long left = deadline - System.nanoTime();
        left > 0 && thread.isAlive();
        left = deadline - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
