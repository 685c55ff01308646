// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerobus.metrics.LogShippers;
import io.zerobus.metrics.LogStatistics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The counters of the only shipper of a JVM, told from a program of the tests to the test. */
public final class Counters {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARK = "counters: ";

  private Counters() {}

  /** As they are at this moment. */
  public static LogStatistics now() {
    return LogShippers.statistics().get(0);
  }

  /** Prints them on standard output, together with a value of the program's own. */
  public static void print(String name, long value) {
    print(Map.of(name, value));
  }

  /** Prints them on standard output, together with values of the program's own. */
  public static void print(Map<String, Long> values) {
    LogStatistics now = now();
    ObjectNode line = JSON.createObjectNode();
    values.forEach(line::put);
    line.put("offered", now.offered()).put("acknowledged", now.acknowledged());
    line.put("pending", now.pending());
    now.lost().forEach(line::put);
    System.out.println(MARK + line);
  }

  /** What was printed. */
  public static JsonNode printed(ForkedProgram program) throws Exception {
    for (String line : program.consoleLines()) {
      if (line.startsWith(MARK)) {
        return JSON.readTree(line.substring(MARK.length()));
      }
    }
    throw new AssertionError("no counters: " + program.consoleLines());
  }

  /** Waits until nothing has been offered for a second. */
  public static void awaitStandstill() {
    AtomicLong last = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(100))
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              long offered = now().offered();
              return last.getAndSet(offered) == offered;
            });
  }
}
