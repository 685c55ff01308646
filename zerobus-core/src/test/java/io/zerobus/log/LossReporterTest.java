// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LossReporterTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final FakeStatus status = new FakeStatus();
  private final AtomicInteger wakes = new AtomicInteger();
  private final EventCounts counts = new EventCounts(wakes::incrementAndGet);
  private final LossReporter reporter = new LossReporter(counts, status);
  private long now = 5 * SECOND;

  private void lose(LossReason reason) {
    counts.nextSequence();
    counts.count(reason);
  }

  private long work() {
    return reporter.doWork(now);
  }

  // Complaint 6.
  @Test
  void firstOfAKind_isReportedAtOnce() {
    lose(LossReason.OVERFLOW);
    lose(LossReason.OVERSIZE);
    work();

    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(0))
        .startsWith("WARN First event lost, overflow: the buffer is full");
    assertThat(status.lines.get(1)).startsWith("WARN First event lost, oversize: ");
  }

  @Test
  void firstLoss_wakesTheReporter_andFurtherOnesDoNot() {
    lose(LossReason.OVERFLOW);
    lose(LossReason.OVERFLOW);
    assertThat(wakes).hasValue(1);

    work();
    lose(LossReason.OVERFLOW);

    assertThat(wakes).hasValue(1);
  }

  @Test
  void whenItIsOver_theNextLossWakesAgain() {
    lose(LossReason.OVERFLOW);
    assertThat(work()).isEqualTo(now + SECOND);
    counts.nextSequence(); // one that got through
    now += SECOND;
    assertThat(work()).isEqualTo(LossReporter.NO_DEADLINE);

    lose(LossReason.OVERFLOW);

    assertThat(wakes).hasValue(2);
  }

  // Complaint 6.
  @Test
  void manyLosses_areReportedOnceIn30SecondsWithTotals() {
    for (int i = 0; i < 100; i++) {
      lose(LossReason.OVERFLOW);
      work();
      now += SECOND * 29 / 100;
    }
    assertThat(status.lines).hasSize(1);

    now += 2 * SECOND;
    lose(LossReason.OVERFLOW);
    work();
    lose(LossReason.OVERFLOW);
    work();

    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(1))
        .startsWith("WARN 100 more events lost, overflow, 101 in total: ");
    assertThat(counts.lost(LossReason.OVERFLOW)).isEqualTo(102);
  }

  @Test
  void cause_isToldWithTheNextLineAndThenForgotten() {
    counts.count(LossReason.ENCODE, new IllegalStateException("broken"));
    counts.count(LossReason.ENCODE, new IllegalStateException("later"));
    work();

    assertThat(status.causes).singleElement().satisfies(c -> assertThat(c).hasMessage("broken"));
    assertThat(counts.takeCause(LossReason.ENCODE)).isNull();
  }

  // Complaint 6.
  @Test
  void eventsThatGetThroughAgain_areOneLine() {
    lose(LossReason.OVERFLOW);
    lose(LossReason.OVERFLOW);
    work();
    counts.nextSequence();
    work();
    assertThat(status.lines).hasSize(1);

    now += SECOND;
    work();
    work();

    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(1))
        .isEqualTo("INFO Events get through again; 2 lost so far, overflow");
  }

  @Test
  void lossesThatStopWithoutAnyEvent_areNotOver() {
    lose(LossReason.OVERFLOW);
    work();
    now += 10 * SECOND;

    assertThat(work()).isEqualTo(now + SECOND);
    assertThat(status.lines).hasSize(1);
  }

  @Test
  void lossesInTurnWithEventsThatGetThrough_keepToTwoLinesIn30Seconds() {
    for (int i = 0; i < 29; i++) {
      lose(LossReason.OVERFLOW);
      work();
      now += SECOND;
      counts.nextSequence();
      work();
    }

    assertThat(status.lines).hasSize(2);
  }

  // Complaint 6.
  @Test
  void whatIsLostWhileTheReporterLiesDown_isReported() {
    EventCounts[] racing = new EventCounts[1];
    LossReporter[] racer = new LossReporter[1];
    racing[0] =
        new EventCounts(() -> {}) {
          @Override
          void reporterSleeps() {
            count(LossReason.ENCODE, 1); // before the reporter has said that it sleeps
            super.reporterSleeps();
          }
        };
    racer[0] = new LossReporter(racing[0], status);

    racer[0].doWork(now);

    assertThat(status.lines).singleElement().asString().startsWith("WARN First event lost, encode");
  }

  @Test
  void reportTotals_withLosses_isOneLineWithEachReason() {
    lose(LossReason.OVERFLOW);
    lose(LossReason.OVERFLOW);
    counts.count(LossReason.RECURSION);
    counts.count(LossReason.SHUTDOWN, 3);

    LossReporter.reportTotals(counts, 0, status);

    assertThat(status.lines)
        .containsExactly(
            "WARN Events that are not in the table: 6 (overflow 2, shutdown 3, recursion 1)");
  }

  @Test
  void reportTotals_withEventsOnTheirWay_namesThemToo() {
    lose(LossReason.OVERFLOW);

    assertThat(LossReporter.reportTotals(counts, 2, status)).isEqualTo(3);

    assertThat(status.lines)
        .containsExactly(
            "WARN Events that are not in the table: 3 (overflow 1, not delivered yet 2)");
  }

  @Test
  void reportTotals_withoutLosses_saysNothing() {
    counts.count(LossReason.SHUTDOWN, 0);
    LossReporter.reportTotals(counts, 0, status);

    assertThat(status.lines).isEmpty();
  }

  // Complaint 25.
  @Test
  @Timeout(20)
  void losing_allocatesNothing() {
    lose(LossReason.OVERFLOW);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < 10_000; i++) {
        lose(LossReason.OVERFLOW);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    assertThat(least).isZero();
  }
}
