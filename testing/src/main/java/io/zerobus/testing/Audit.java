// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerobus.local.ZerobusLocal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;

/** What stands in a table: rows, distinct numbers, the greatest number, distinct instances. */
public final class Audit {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Audit() {}

  /** Asks until there are so many distinct numbers, or for some seconds. */
  public static JsonNode of(ZerobusLocal server, String table, long expectedNumbers) {
    AtomicReference<JsonNode> last = new AtomicReference<>();
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> {
                JsonNode now = once(server, table);
                last.set(now);
                return now.get("numbers").longValue() >= expectedNumbers;
              });
    } catch (ConditionTimeoutException e) {
      // The caller's assertion says what is missing.
    }
    return Objects.requireNonNull(last.get());
  }

  private static JsonNode once(ZerobusLocal server, String table) throws Exception {
    String query =
        "SELECT count(*) AS \"rows\", count(DISTINCT (instance_id, seq)) AS numbers,"
            + " max(seq) AS greatest, count(DISTINCT instance_id) AS instances FROM "
            + table;
    return JSON.readTree(server.rows(query).get(0));
  }
}
