// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.DaemonThreads;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the framework's status on a thread of its own, which is there only while it has
 * something to say: status listeners are the user's code, and may block or throw, which must not
 * reach the sender thread. Lines beyond a hundred that wait are dropped. Thread-safe.
 */
final class DetachedStatus implements StatusSink, AutoCloseable {
  private static final int MAX_WAITING = 100;

  private final StatusSink status;
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING),
          DaemonThreads.named("zerobus-status"),
          new ThreadPoolExecutor.DiscardPolicy());

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
    try {
      executor.execute(() -> quietly(line));
    } catch (OutOfMemoryError e) {
      // No memory for a thread: the line is lost, and nothing else.
    }
  }

  private static void quietly(Runnable line) {
    try {
      line.run();
    } catch (RuntimeException | LinkageError e) {
      // The framework's own status fails; there is no other place to say so.
    }
  }

  /** What waits is still said; then the thread ends. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
