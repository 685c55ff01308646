// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.zerobus.ingest.IngestStream;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Tells those who wait for room without blocking. Room means: as much as the record had needed that
 * was refused last. Thread-safe.
 */
final class WritableSignal {
  private final Executor executor;
  private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

  // Written by any thread that was refused; a mixed pair of two threads is a hint as good.
  private volatile long neededBytes = 1;

  WritableSignal(Executor executor) {
    this.executor = executor;
  }

  /** A record of that many bytes found no room. */
  void refused(long bytes) {
    neededBytes = bytes;
  }

  CompletableFuture<Void> whenWritable(IngestStream engine) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    waiting.add(future);
    // Looked at after it was added: room that came in between would tell nobody.
    check(engine);
    return future;
  }

  /** Any thread, the sender's too: room may have come. */
  void check(IngestStream engine) {
    if (!waiting.isEmpty() && engine.hasRoom(neededBytes, 1)) {
      for (CompletableFuture<Void> future = waiting.poll();
          future != null;
          future = waiting.poll()) {
        CompletableFuture<Void> writable = future;
        executor.execute(() -> writable.complete(null));
      }
    }
  }

  /** No room will come. */
  void fail(ZerobusException reason) {
    for (CompletableFuture<Void> future = waiting.poll(); future != null; future = waiting.poll()) {
      CompletableFuture<Void> hopeless = future;
      executor.execute(() -> hopeless.completeExceptionally(reason));
    }
  }
}
