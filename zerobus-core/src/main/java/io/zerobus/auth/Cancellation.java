// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/** Breaks off requests that another thread waits for. Thread-safe. */
public final class Cancellation {

  @GuardedBy("this")
  private @Nullable Runnable breakOff;

  @GuardedBy("this")
  private boolean cancelled;

  /**
   * Names what breaks the coming request off; replaces what was named before.
   *
   * @return false when it is cancelled already and the request is not to be made
   */
  public synchronized boolean guard(Runnable action) {
    breakOff = action;
    return !cancelled;
  }

  /** Breaks off the request under way, if any, and refuses those to come. Returns at once. */
  public synchronized void cancel() {
    cancelled = true;
    if (breakOff != null) {
      breakOff.run();
    }
  }
}
