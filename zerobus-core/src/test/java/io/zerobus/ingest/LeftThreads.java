// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The threads of this library, and of those that it stands on. */
public final class LeftThreads {
  private LeftThreads() {}

  /** Waits until none is left, at most ten seconds. */
  public static void awaitNone() {
    await().atMost(10, TimeUnit.SECONDS).until(() -> names().isEmpty());
  }

  private static Set<String> names() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("zerobus-")
                    || name.startsWith("grpc-")
                    || name.startsWith("OkHttp")
                    || name.startsWith("okio"))
        .collect(Collectors.toSet());
  }
}
