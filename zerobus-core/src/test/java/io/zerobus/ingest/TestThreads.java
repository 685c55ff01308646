// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.concurrent.Executor;

/** For {@code CompletableFuture} in tests: the common pool may have one thread only. */
public final class TestThreads {
  /** A thread for each task. */
  public static final Executor OWN = task -> new Thread(task, "test-thread").start();

  private TestThreads() {}
}
