// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class AlternationTest {

  private final List<String> ran = new ArrayList<>();

  @Test
  void run_severalRounds_everyOtherIsBackwards() throws Exception {
    Outcome unused = run(3, trial -> true, trial("a"), trial("b"));

    assertThat(ran).containsExactly("a", "b", "b", "a", "a", "b");
  }

  @Test
  void run_severalRounds_valuesInTheOrderOfTheRoundsAndLossesSummed() throws Exception {
    Outcome outcome = run(3, trial -> true, trial("a"), trial("b"));

    Figure figure = outcome.figure("case", "b", "metric");
    assertThat(figure.values()).containsExactly(2.0, 3.0, 6.0);
    assertThat(figure.median()).isEqualTo(3);
    assertThat(figure.dropped()).isEqualTo(3);
    assertThat(figure.errors()).isEqualTo(6);
  }

  @Test
  void run_trialFails_isToldAndTheOthersGoOn() throws Exception {
    Outcome outcome = run(2, trial -> true, failing("a"), trial("b"));

    assertThat(outcome.failures())
        .containsExactly(
            new Failure("case", "a", 1, "no luck"), new Failure("case", "a", 2, "no luck"));
    assertThat(outcome.figure("case", "b", "metric").values()).hasSize(2);
  }

  @Test
  void run_someAreNotWanted_onlyTheOthersRun() throws Exception {
    Outcome unused = run(1, trial -> trial.contender().equals("b"), trial("a"), trial("b"));

    assertThat(ran).containsExactly("b");
  }

  @Test
  void ratio_ofRounds_isTheMedianOfEachRoundsRatio() {
    Figure own = new Figure("case", "zerobus", "m", "", List.of(10.0, 2.0, 6.0), 0, 0);
    Figure peer = new Figure("case", "peer", "m", "", List.of(20.0, 1.0, 2.0), 0, 0);

    assertThat(own.ratioTo(peer)).isEqualTo(2);
    assertThat(own.leastRatioTo(peer)).isEqualTo(0.5);
    assertThat(own.greatestRatioTo(peer)).isEqualTo(3);
  }

  private Outcome run(int rounds, Predicate<Trial> wanted, Trial... trials) throws Exception {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Alternation(
            new FakeSuite(List.of(trials), List.of()),
            new Effort(rounds, Effort.Length.QUICK),
            nowhere)
        .run(wanted);
  }

  private Trial trial(String contender) {
    return new FakeTrial(
        contender,
        () -> {
          ran.add(contender);
          return List.of(
              Result.of("fake", "case", contender, "metric", "unit", ran.size()).withLosses(1, 2));
        });
  }

  private static Trial failing(String contender) {
    return new FakeTrial(
        contender,
        () -> {
          throw new IOException("no luck");
        });
  }

  private interface Run {
    List<Result> run() throws IOException;
  }

  private record FakeTrial(String contender, Run body) implements Trial {
    @Override
    public String caseName() {
      return "case";
    }

    @Override
    public List<Result> run() throws IOException {
      return body.run();
    }
  }
}
