// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.DaemonThreads;
import org.jspecify.annotations.Nullable;

/**
 * Knows the events that come from the shipping of events itself. Thread-safe.
 *
 * <p>There are three signs: the thread is one of ours; the logger is one of ours or of the
 * transport's, below WARN; the thread is inside an append already, because something that belongs
 * to the event has logged.
 */
final class RecursionGuard {

  /** Packages, not the whole of io.zerobus: an application may live in a neighbouring one. */
  private static final String[] OWN_LOGGERS = {
    "io.zerobus.ingest",
    "io.zerobus.auth",
    "io.zerobus.log",
    "io.zerobus.logback",
    "io.zerobus.log4j2",
    "io.zerobus.agent",
    "io.grpc",
    "okhttp3",
  };

  /** Its values are of the JDK's type, so that nothing of ours stays behind on a thread. */
  @SuppressWarnings("ThreadLocalUsage") // An event inside another appender's append is none here.
  private final ThreadLocal<boolean[]> inside = new ThreadLocal<>();

  /**
   * Whether this thread may go on.
   *
   * @return what {@link #leave} is to be given after; null when it may not
   */
  boolean @Nullable [] enter() {
    boolean[] mark = inside.get();
    if (mark == null) {
      mark = new boolean[1];
      inside.set(mark);
    }
    if (mark[0] || DaemonThreads.isOwn(Thread.currentThread())) {
      return null;
    }
    mark[0] = true;
    return mark;
  }

  boolean isInside() {
    boolean[] mark = inside.get();
    return mark != null && mark[0];
  }

  static void leave(boolean[] mark) {
    mark[0] = false;
  }

  /** Whether events of this logger below WARN tell of the shipping itself. */
  static boolean isOwnLogger(@Nullable String name) {
    if (name == null || !(name.startsWith("io.") || name.startsWith("ok"))) {
      return false;
    }
    if (name.equals("io.zerobus")) {
      return true;
    }
    for (String prefix : OWN_LOGGERS) {
      if (name.startsWith(prefix)
          && (name.length() == prefix.length() || name.charAt(prefix.length()) == '.')) {
        return true;
      }
    }
    return false;
  }
}
