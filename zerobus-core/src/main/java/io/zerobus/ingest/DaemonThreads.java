// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
    return remembered(task -> create(name + "-" + counter.incrementAndGet(), task));
  }

  /** The same threads, which {@link #awaitEnd} then knows. */
  public static ThreadFactory remembered(ThreadFactory factory) {
    return new Remembering(factory);
  }

  /**
   * Waits until the threads of an executor that was shut down have ended, so that nothing is left
   * after a close; no longer than the time given, and not when the thread is interrupted.
   */
  public static void awaitEnd(ThreadPoolExecutor executor, long millis) {
    try {
      boolean unused = executor.awaitTermination(millis, TimeUnit.MILLISECONDS);
      if (executor.getThreadFactory() instanceof Remembering) {
        // An executor counts a thread as gone a moment before it is.
        ((Remembering) executor.getThreadFactory()).join(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One thread of that name, not started. */
  public static Thread create(String name, Runnable task) {
    return prepared(new OwnThread(task, name));
  }

  /** The same for a thread that runs the application's code: {@link #isOwn} does not count it. */
  static Thread createForApplication(String name, Runnable task) {
    return prepared(new Thread(null, task, name, 0, false));
  }

  private static Thread prepared(Thread thread) {
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /** Whether nothing but the library runs on the thread, whatever it is called at the moment. */
  public static boolean isOwn(Thread thread) {
    return thread instanceof OwnThread;
  }

  /** The transport gives its threads other names while they work, so a name tells nothing. */
  private static final class OwnThread extends Thread {
    OwnThread(Runnable task, String name) {
      super(null, task, name, 0, false);
    }
  }

  private static final class Remembering implements ThreadFactory {
    private final ThreadFactory factory;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    Remembering(ThreadFactory factory) {
      this.factory = factory;
    }

    @Override
    public Thread newThread(Runnable task) {
      threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
      Thread thread = factory.newThread(task);
      threads.add(thread);
      return thread;
    }

    void join(long millis) throws InterruptedException {
      for (Thread thread : threads) {
        if (thread != Thread.currentThread()) {
          thread.join(millis);
        }
      }
    }
  }
}
