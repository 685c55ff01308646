// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.DaemonThreads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the framework's status on a thread of its own, which is there only while it has
 * something to say: status listeners are the user's code, and may block or throw, which must not
 * reach the sender thread. Lines beyond a hundred that wait are dropped. Thread-safe; only {@link
 * #awaitSaid} blocks.
 */
final class DetachedStatus implements StatusSink, AutoCloseable {
  private static final int MAX_WAITING = 100;

  private final StatusSink status;

  /** What was given and is neither said nor dropped yet. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING),
          DaemonThreads.named("zerobus-status"),
          (line, executor) -> waiting.decrementAndGet());

  DetachedStatus(StatusSink status) {
    this.status = status;
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public void info(String message) {
    say(() -> status.info(message));
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    say(() -> status.warn(message, cause));
  }

  @Override
  public void error(String message, @Nullable Throwable cause) {
    say(() -> status.error(message, cause));
  }

  /**
   * Runs a short task on that thread, or drops it when too much waits. What it throws ends here.
   */
  void run(Runnable task) {
    say(task);
  }

  private void say(Runnable line) {
    waiting.incrementAndGet();
    try {
      executor.execute(() -> quietly(line));
    } catch (OutOfMemoryError e) {
      // No memory for a thread: the line is lost, and nothing else.
      waiting.decrementAndGet();
    }
  }

  private void quietly(Runnable line) {
    try {
      line.run();
    } catch (RuntimeException | LinkageError e) {
      // The framework's own status fails; there is no other place to say so.
    } finally {
      waiting.decrementAndGet();
    }
  }

  /**
   * Waits until what was given before is said; not at all when there is nothing. The thread is a
   * daemon, which the end of a program does not wait for.
   *
   * @return false when the time is over first, as it is for a listener that hangs
   */
  boolean awaitSaid(long timeoutNanos) throws InterruptedException {
    if (waiting.get() == 0 || executor.isShutdown()) {
      return true;
    }
    CountDownLatch said = new CountDownLatch(1);
    say(said::countDown);
    return said.await(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** What waits is still said; then the thread ends. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
