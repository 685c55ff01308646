// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LossReporterTest {

  private final FakeStatus status = new FakeStatus();
  private final FakeClock clock = new FakeClock();
  private final LossReporter losses = new LossReporter(status, clock);

  @Test
  void lost_theFirstOfAKind_isReportedAtOnce() {
    losses.lost(LossReason.OVERFLOW, null);
    losses.lost(LossReason.OVERSIZE, null);

    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(0))
        .startsWith("WARN First event lost, overflow: the buffer is full");
    assertThat(status.lines.get(1)).startsWith("WARN First event lost, oversize: ");
  }

  @Test
  void lost_manyTimes_isReportedOnceIn30SecondsWithTotals() {
    for (int i = 0; i < 100; i++) {
      losses.lost(LossReason.OVERFLOW, null);
      clock.advance(Duration.ofMillis(290));
    }
    assertThat(status.lines).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    losses.lost(LossReason.OVERFLOW, null);
    losses.lost(LossReason.OVERFLOW, null);

    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(1))
        .startsWith("WARN 100 more events lost, overflow, 101 in total: ");
    assertThat(losses.count(LossReason.OVERFLOW)).isEqualTo(102);
  }

  @Test
  void lost_isCountedBeforeItIsReported() {
    LossReporter[] reporter = new LossReporter[1];
    long[] counted = new long[1];
    reporter[0] =
        new LossReporter(
            new FakeStatus() {
              @Override
              public void warn(String message, Throwable cause) {
                counted[0] = reporter[0].count(LossReason.ENCODE);
              }
            },
            clock);

    reporter[0].lost(LossReason.ENCODE, new Exception());

    assertThat(counted[0]).isEqualTo(1);
  }

  @Test
  void lost_whenTheStatusThrows_doesNotThrow() {
    LossReporter reporter =
        new LossReporter(
            new FakeStatus() {
              @Override
              public void warn(String message, Throwable cause) {
                throw new IllegalStateException();
              }
            },
            clock);

    reporter.lost(LossReason.ENCODE, null);

    assertThat(reporter.count(LossReason.ENCODE)).isEqualTo(1);
  }

  @Test
  void accepted_afterLosses_saysOnceThatItIsOver() {
    losses.accepted();
    losses.lost(LossReason.OVERFLOW, null);
    losses.lost(LossReason.OVERFLOW, null);
    losses.accepted();
    assertThat(status.lines).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    losses.accepted();
    losses.accepted();

    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(1))
        .isEqualTo("INFO Events get through again; 2 lost so far, overflow");
  }

  @Test
  void lost_inTurnWithAccepted_keepsToTwoLinesIn30Seconds() {
    for (int i = 0; i < 29; i++) {
      losses.lost(LossReason.OVERFLOW, null);
      clock.advance(Duration.ofSeconds(1));
      losses.accepted();
    }

    assertThat(status.lines).hasSize(2);
  }

  @Test
  void reportTotals_withLosses_isOneLineWithEachReason() {
    losses.lost(LossReason.OVERFLOW, null);
    losses.lost(LossReason.OVERFLOW, null);
    losses.lost(LossReason.RECURSION, null);
    status.lines.clear();

    losses.undelivered(3);
    losses.reportTotals();

    assertThat(status.lines)
        .containsExactly(
            "WARN Events that are not in the table: 6 (overflow 2, shutdown 3, recursion 1)");
  }

  @Test
  void reportTotals_withoutLosses_saysNothing() {
    losses.undelivered(0);
    losses.reportTotals();

    assertThat(status.lines).isEmpty();
  }

  @Test
  void reportPendingAtExit_saysHowManyAndCountsNothing() {
    losses.reportPendingAtExit(3);

    assertThat(status.lines).containsExactly("WARN Events not delivered when the JVM exits: 3");
    assertThat(losses.count(LossReason.SHUTDOWN)).isZero();
  }
}
