// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in order on one daemon thread, which is there only while there is something to do. The
 * tasks are user code, or call it: they see the context class loader of the thread that made this
 * object. Thread-safe.
 */
public final class SerialExecutor implements Executor {
  private static final long KEEP_ALIVE_MILLIS = 1_000;
  private static final long END_MILLIS = 1_000;

  private final ThreadPoolExecutor pool;

  /** The thread that runs a task; written by that thread. */
  private volatile @Nullable Thread current;

  /** Starts no thread yet. */
  public SerialExecutor(String threadName) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    pool =
        new ThreadPoolExecutor(
            1,
            1,
            KEEP_ALIVE_MILLIS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.remembered(
                task -> {
                  Thread thread = DaemonThreads.createForApplication(threadName, task);
                  thread.setContextClassLoader(loader);
                  return thread;
                }));
    pool.allowCoreThreadTimeOut(true);
  }

  /** Runs the task later; after {@link #shutdown}, on the calling thread. */
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      task.run();
    }
  }

  /** Runs the task later; false after {@link #shutdown}, and then it is not run. */
  public boolean offer(Runnable task) {
    try {
      pool.execute(() -> run(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void run(Runnable task) {
    current = Thread.currentThread();
    try {
      task.run();
    } catch (Throwable ignored) {
      // Tasks report their own failures; what still gets here must not end the thread with a trace.
    } finally {
      current = null;
    }
  }

  /** Tasks that wait. */
  public int queued() {
    return pool.getQueue().size();
  }

  /** Whether the calling thread is running a task of this executor. */
  public boolean isCurrentThread() {
    return current == Thread.currentThread();
  }

  /** Takes no more tasks; those it has are run. Idempotent. */
  public void shutdown() {
    pool.shutdown();
  }

  /** Interrupts the task that runs and forgets those that wait. Idempotent. */
  public void shutdownNow() {
    pool.shutdownNow();
  }

  /** After a shutdown: waits until the thread is gone, unless it is the calling one. */
  public void awaitEnd() {
    if (!isCurrentThread()) {
      DaemonThreads.awaitEnd(pool, END_MILLIS);
    }
  }

  /** Waits until the last task has run; false when the time was over. */
  public boolean awaitTermination(long nanos) throws InterruptedException {
    return pool.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }
}
