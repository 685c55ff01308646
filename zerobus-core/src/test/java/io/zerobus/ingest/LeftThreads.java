// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The threads of this library, and of those that it stands on. */
public final class LeftThreads {
  private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

  private LeftThreads() {}

  /** Remembers those that are there already. */
  public static LeftThreads since() {
    return new LeftThreads();
  }

  /**
   * Waits until no other one is there, at most ten seconds.
   *
   * @param allowed names of threads that may stay
   */
  public void awaitNoneBut(String... allowed) {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .untilAsserted(() -> assertThat(names()).isSubsetOf(List.of(allowed)));
  }

  private List<String> names() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("zerobus-")
                    || name.startsWith("grpc-")
                    || name.startsWith("OkHttp")
                    || name.startsWith("Okio")
                    || name.startsWith("okio"))
        .collect(Collectors.toList());
  }
}
