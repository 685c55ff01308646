// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

/**
 * Stands where a peer's network would be: events pass it on their way to their end, or wait while
 * it is shut. Thread-safe.
 */
public final class Valve {

  private final Object lock = new Object();
  private volatile boolean shut; // written under the lock

  /** A valve that is open. */
  public Valve() {}

  /** From now on nothing passes. */
  public void shut() {
    synchronized (lock) {
      shut = true;
    }
  }

  /** Lets all pass that wait. */
  public void open() {
    synchronized (lock) {
      shut = false;
      lock.notifyAll();
    }
  }

  /** Waits while it is shut. */
  void pass() {
    if (shut) {
      awaitOpen();
    }
  }

  private void awaitOpen() {
    synchronized (lock) {
      while (shut) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }
}
