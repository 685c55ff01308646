// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.ingest.Failures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryStatusTest {
  private final FakeStatus status = new FakeStatus();
  private final List<String> rejected = new ArrayList<>();
  private int refusals;
  private long now = -1_000;
  private final DeliveryNews news =
      new DeliveryNews("main.default.t", "https://host:443", status, () -> now);
  private final DeliveryStatus delivery = newStream();

  private DeliveryStatus newStream() {
    return new DeliveryStatus(
        news,
        (record, reason) -> rejected.add(new String(record, UTF_8) + " " + reason),
        () -> refusals++);
  }

  @Test
  void onOpened_first_isOneInfo() {
    delivery.onOpened("s1", 0);
    assertThat(status.lines)
        .containsExactly("INFO Stream s1 to main.default.t at https://host:443 is open");
  }

  // Complaint 7.
  @Test
  void onRetry_neverOpened_warnsAtOnceThenEachThirtySeconds() {
    delivery.onRetry(Failures.unavailable("refused"), 1, 0, 5);
    delivery.onRetry(Failures.unavailable("refused"), 2, 0, 6);
    now += DeliveryNews.QUIET_NANOS - 1;
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
  void onRefused_isOneWarningUntilSomethingChanges() {
    for (int minute = 0; minute < 5; minute++) {
      delivery.onRefused(Failures.notFound("Table not found"), 60_000_000_000L, 3 + minute);
      now += 60_000_000_000L;
    }
    assertThat(status.lines).hasSize(1);
    assertThat(status.lines.get(0))
        .startsWith("WARN")
        .contains("NOT_FOUND: Table not found", "60 s", "3 records");

    delivery.onRefused(Failures.invalidArgument("no grant"), 60_000_000_000L, 9);
    delivery.onOpened("s1", 9);
    delivery.onRefused(Failures.invalidArgument("no grant"), 60_000_000_000L, 9);

    assertThat(status.lines).hasSize(4);
    assertThat(status.lines.get(2)).startsWith("INFO").contains("goes on");
  }

  @Test
  void onTableAtFault_isOneWarningUntilARecordIsTaken() {
    delivery.onOpened("s1", 0);
    status.lines.clear();

    delivery.onTableAtFault(Failures.invalidArgument("no such field"), 60_000_000_000L, 7);
    delivery.onOpened("s2", 7);
    delivery.onTableAtFault(Failures.invalidArgument("no such field"), 60_000_000_000L, 9);
    delivery.onOpened("s3", 9);

    assertThat(status.lines).hasSize(1);
    assertThat(status.lines.get(0))
        .startsWith("WARN Table main.default.t refuses every record")
        .contains("no such field", "60 s", "7 records");
    delivery.onAcknowledged(0, 1);
    delivery.onAcknowledged(1, 2);
    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(1)).startsWith("INFO Table main.default.t takes records again");
  }

  @Test
  void sameTroubleOnSeveralStreams_isToldOnce() {
    DeliveryStatus second = newStream();
    delivery.onOpened("s1", 0);
    second.onOpened("s2", 0);
    assertThat(status.lines).hasSize(2);
    status.lines.clear();

    for (DeliveryStatus stream : List.of(delivery, second)) {
      stream.onTableAtFault(Failures.invalidArgument("no such field"), 60_000_000_000L, 7);
    }
    delivery.onAcknowledged(0, 1);
    second.onAcknowledged(0, 1);
    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(0)).contains("refuses every record");
    assertThat(status.lines.get(1)).contains("takes records again");
    status.lines.clear();

    for (DeliveryStatus stream : List.of(delivery, second)) {
      stream.onRetry(Failures.unavailable("reset"), 1, 0, 0);
    }
    assertThat(status.lines).as("each stream may be lost once").isEmpty();
    for (DeliveryStatus stream : List.of(delivery, second)) {
      stream.onRetry(Failures.unavailable("refused"), 2, 0, 0);
      stream.onRefused(Failures.notFound("Table not found"), 60_000_000_000L, 3);
    }
    assertThat(status.lines).hasSize(2);
  }

  @Test
  void recordsRefused_isPassedOn() {
    delivery.onRecordsRefused(Failures.invalidArgument("x"), 3);
    delivery.onRejected("{}".getBytes(UTF_8), Failures.invalidArgument("no such field"));

    assertThat(refusals).isEqualTo(1);
    assertThat(rejected).containsExactly("{} INVALID_ARGUMENT: no such field");
    assertThat(status.lines).isEmpty();
  }
}
