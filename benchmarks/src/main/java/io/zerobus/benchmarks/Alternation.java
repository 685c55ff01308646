// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Runs the trials of a suite in turn, round after round, so that what else the machine does meets
 * all contenders alike. Every other round runs backwards. Not thread-safe.
 */
final class Alternation {

  private final Suite suite;
  private final Effort effort;
  private final PrintStream progress;
  private final Map<String, List<Result>> results = new LinkedHashMap<>();
  private final List<Failure> failures = new ArrayList<>();

  Alternation(Suite suite, Effort effort, PrintStream progress) {
    this.suite = suite;
    this.effort = effort;
    this.progress = progress;
  }

  /** Runs all rounds of the trials that are wanted; takes minutes. */
  Outcome run(Predicate<Trial> wanted) throws InterruptedException {
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Machine machine = Machine.current();
    List<Trial> trials = new ArrayList<>(suite.trials(effort));
    trials.removeIf(wanted.negate());
    long start = System.nanoTime();
    int done = 0;
    for (int round = 1; round <= effort.rounds(); round++) {
      for (Trial trial : trials) {
        done++;
        progress.printf(
            Locale.ROOT,
            "[%s %d/%d] %s: %s%n",
            suite.what(),
            done,
            trials.size() * effort.rounds(),
            trial.caseName(),
            trial.contender());
        runOnce(trial, round);
      }
      Collections.reverse(trials);
    }
    return new Outcome(
        suite.what(),
        startedAt,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        effort,
        machine,
        Jars.versions(),
        figures(),
        List.copyOf(failures));
  }

  private void runOnce(Trial trial, int round) throws InterruptedException {
    try {
      for (Result result : trial.run()) {
        if (result.failure() != null) {
          fail(trial, round, result.failure());
        } else {
          add(result);
        }
      }
    } catch (IOException | RuntimeException e) {
      fail(trial, round, String.valueOf(e.getMessage()));
    }
  }

  private void add(Result result) {
    progress.printf(
        Locale.ROOT,
        "    %s %.6g %s%s%n",
        result.metric(),
        result.value(),
        result.unit(),
        result.dropped() + result.errors() == 0
            ? ""
            : ", dropped " + result.dropped() + ", errors " + result.errors());
    results
        .computeIfAbsent(
            String.join("\n", result.caseName(), result.contender(), result.metric()),
            key -> new ArrayList<>())
        .add(result);
  }

  private void fail(Trial trial, int round, String reason) {
    progress.println("    failed: " + reason);
    failures.add(new Failure(trial.caseName(), trial.contender(), round, reason));
  }

  private List<Figure> figures() {
    return results.values().stream().map(Alternation::figure).toList();
  }

  private static Figure figure(List<Result> rounds) {
    Result first = rounds.get(0);
    return new Figure(
        first.caseName(),
        first.contender(),
        first.metric(),
        first.unit(),
        rounds.stream().map(Result::value).toList(),
        rounds.stream().mapToLong(Result::dropped).sum(),
        rounds.stream().mapToLong(Result::errors).sum());
  }
}
