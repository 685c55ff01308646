// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.awaitility.Awaitility.await;

import io.zerobus.metrics.LogShippers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The threads of the appenders in this JVM, which must end with them. */
public final class OwnThreads {

  private OwnThreads() {}

  /** Ends the shippers that only linger, and waits until there is no thread of ours left. */
  public static void awaitEnd() {
    LogShippers.closeIdle();
    await().atMost(Duration.ofSeconds(10)).until(() -> names().isEmpty());
  }

  /** The threads that run; those that read what the local server prints do not count. */
  public static List<String> names() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("zerobus-") && !name.startsWith("zerobus-local"))
        .collect(Collectors.toList());
  }
}
