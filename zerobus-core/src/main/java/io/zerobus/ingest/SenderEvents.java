// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The sender's inbox: any thread adds, the sender takes. Adding never blocks and takes no lock, so
 * it is safe inside transport callbacks, some of which run under the transport's lock.
 */
final class SenderEvents {
  private final ConcurrentLinkedQueue<SenderEvent> queue = new ConcurrentLinkedQueue<>();
  private final Wakeup wakeup;

  SenderEvents(Wakeup wakeup) {
    this.wakeup = wakeup;
  }

  void add(SenderEvent event) {
    queue.add(event);
    wakeup.wake();
  }

  @Nullable SenderEvent poll() {
    return queue.poll();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }
}
