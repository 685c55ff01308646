// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedTest {

  private static final String CASE = "a case";

  private static final Target FASTER =
      Target.atLeast(2, "twice as fast", CASE, "throughput", "zerobus", "peer");
  private static final Target CHEAPER =
      Target.atMost(0.5, "half the CPU", CASE, "CPU", "zerobus", "peer");
  private static final Target LEANER =
      Target.atMostAbove(16, "16 B", CASE, "allocated", "zerobus", "peer");
  private static final Target SOONER = Target.atMost(100, "100 ms", CASE, "longest", "zerobus");

  @Test
  void losses_figuresAsRecorded_none() {
    Outcome outcome = outcome(figure("throughput", 4, 2), figure("CPU", 1, 4));

    assertThat(recorded(outcome).losses(suite(), outcome)).isEmpty();
  }

  @Test
  void losses_ratioNinePercentWorse_none() {
    Recorded recorded = recorded(outcome(figure("throughput", 4, 2), figure("CPU", 1, 4)));

    assertThat(
            recorded.losses(
                suite(), outcome(figure("throughput", 3.64, 2), figure("CPU", 1.09, 4))))
        .isEmpty();
  }

  @Test
  void losses_ratiosElevenPercentWorse_eachIsTold() {
    Recorded recorded = recorded(outcome(figure("throughput", 4, 2), figure("CPU", 1, 4)));

    assertThat(
            recorded.losses(
                suite(), outcome(figure("throughput", 3.56, 2), figure("CPU", 1.11, 4))))
        .satisfiesExactly(
            loss -> assertThat(loss).contains("twice as fast", "1.78", "recorded 2"),
            loss -> assertThat(loss).contains("half the CPU", "0.2775", "recorded 0.25"));
  }

  @Test
  void losses_allocationAboveNothing_isTold() {
    Recorded recorded = recorded(outcome(figure("allocated", 100, 100)));

    assertThat(recorded.losses(suite(), outcome(figure("allocated", 100.4, 100)))).isEmpty();
    assertThat(recorded.losses(suite(), outcome(figure("allocated", 101, 100)))).hasSize(1);
  }

  @Test
  void losses_figureIsMissing_isTold() {
    Recorded recorded = recorded(outcome(figure("throughput", 4, 2)));

    assertThat(recorded.losses(suite(), outcome())).hasSize(1);
  }

  @Test
  void with_ratiosOfSeveralRounds_theLeastGoodIsRecorded() {
    Recorded recorded = recorded(outcome(rounds("throughput", List.of(4.0, 6.0, 5.0), 2)));

    assertThat(recorded.entries()).extracting(Recorded.Entry::value).containsExactly(2.0);
  }

  @Test
  void with_figuresOfTime_areNotRecorded() {
    assertThat(recorded(outcome(figure("longest", 1, 1))).entries()).isEmpty();
  }

  @Test
  void allocations_ofAllKinds_onlyThose() {
    Recorded recorded = recorded(outcome(figure("throughput", 4, 2), figure("allocated", 1, 1)));

    assertThat(recorded.allocations().entries())
        .extracting(Recorded.Entry::target)
        .containsExactly("16 B");
  }

  private static Recorded recorded(Outcome outcome) {
    return new Recorded(List.of()).with(suite(), outcome);
  }

  private static List<Figure> figure(String metric, double own, double peer) {
    return rounds(metric, List.of(own), peer);
  }

  private static List<Figure> rounds(String metric, List<Double> own, double peer) {
    return List.of(
        new Figure(CASE, "zerobus", metric, "", own, 0, 0),
        new Figure(CASE, "peer", metric, "", own.stream().map(value -> peer).toList(), 0, 0));
  }

  @SafeVarargs
  private static Outcome outcome(List<Figure>... figures) {
    return new Outcome(
        "fake",
        "2026-01-01T00:00:00Z",
        1,
        new Effort(1, Effort.Length.QUICK),
        new Machine("", 2, 1, "", "", 0),
        Map.of(),
        List.of(figures).stream().flatMap(List::stream).toList(),
        List.of());
  }

  private static Suite suite() {
    return new FakeSuite(List.of(), List.of(FASTER, CHEAPER, LEANER, SOONER));
  }
}
