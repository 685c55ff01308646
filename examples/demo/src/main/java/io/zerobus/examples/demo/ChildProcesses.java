// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Every process that the demo starts, so that none outlives it: the shutdown hook closes this.
 *
 * <p>Safe for use by several threads.
 */
final class ChildProcesses implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock: the youngest first, and whether close() was called.
  private final Deque<Process> running = new ArrayDeque<>();
  private boolean closed;

  /**
   * Starts a process.
   *
   * @throws IOException if it cannot be started, or if the demo is being stopped
   */
  Process start(ProcessBuilder builder) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the demo is being stopped");
      }
      running.removeIf(process -> !process.isAlive());
      Process process = builder.start();
      running.addFirst(process);
      return process;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends what still runs, the youngest first: SIGTERM, then SIGKILL after a grace. */
  @Override
  public void close() {
    Deque<Process> left;
    lock.lock();
    try {
      closed = true;
      left = new ArrayDeque<>(running);
    } finally {
      lock.unlock();
    }
    for (Process process : left) {
      stop(process, GRACE);
    }
  }

  /** Returns whether the process ended by itself within the grace; if not, it is killed. */
  static boolean stop(Process process, Duration grace) {
    // Not Process.destroy(): that closes our end of its output, and what it says last is lost.
    process.toHandle().destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.destroyForcibly();
    }
    return ended;
  }
}
