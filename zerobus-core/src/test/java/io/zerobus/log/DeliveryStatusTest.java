// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.ingest.Failures;
import org.junit.jupiter.api.Test;

class DeliveryStatusTest {
  private final FakeStatus status = new FakeStatus();
  private long now = -1_000;
  private final DeliveryStatus delivery =
      new DeliveryStatus("main.default.t", "https://host:443", status, () -> now);

  @Test
  void onOpened_first_isOneInfo() {
    delivery.onOpened("s1", 0);
    assertThat(status.lines)
        .containsExactly("INFO Stream s1 to main.default.t at https://host:443 is open");
  }

  @Test
  void onRetry_neverOpened_warnsAtOnceThenEachThirtySeconds() {
    delivery.onRetry(Failures.unavailable("refused"), 1, 0, 5);
    delivery.onRetry(Failures.unavailable("refused"), 2, 0, 6);
    now += DeliveryStatus.QUIET_NANOS - 1;
    delivery.onRetry(Failures.unavailable("refused"), 3, 0, 7);
    assertThat(status.lines).hasSize(1);
    assertThat(status.lines.get(0))
        .startsWith("WARN")
        .contains("refused", "https://host:443", "5 records");
    now += 1;
    delivery.onRetry(Failures.unavailable("refused"), 4, 0, 8);
    assertThat(status.lines).hasSize(2);
  }

  @Test
  void onRetry_oneLostConnection_saysNothing() {
    delivery.onOpened("s1", 0);
    status.lines.clear();
    delivery.onRetry(Failures.unavailable("reset"), 1, 0, 0);
    delivery.onOpened("s2", 0);
    assertThat(status.lines).isEmpty();
  }

  @Test
  void onRetry_secondAttemptFailsToo_warnsAndSaysWhenItIsOver() {
    delivery.onOpened("s1", 0);
    delivery.onRetry(Failures.unavailable("reset"), 1, 0, 0);
    status.lines.clear();
    delivery.onRetry(Failures.unavailable("refused"), 2, 0, 9);
    delivery.onOpened("s2", 9);
    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(0)).startsWith("WARN");
    assertThat(status.lines.get(1)).startsWith("INFO").contains("goes on", "9 records");
  }

  @Test
  void onRefused_isAWarning() {
    delivery.onRefused(Failures.notFound("Table not found"), 60_000_000_000L, 3);
    assertThat(status.lines.get(0))
        .startsWith("WARN")
        .contains("NOT_FOUND: Table not found", "60 s", "3 records");
  }
}
