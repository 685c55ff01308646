// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import io.zerobus.benchmarks.report.ConsoleTable;
import io.zerobus.benchmarks.report.MarkdownReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The program behind benchmarks/run. The working folder is benchmarks/. */
public final class Main {

  private static final Path RESULTS = Path.of("target", "results");
  private static final Path DOCS = Path.of("..", "docs");
  // Of the last full run of each suite; the document is made of these.
  private static final Path PUBLISHED = DOCS.resolve("benchmarks");

  private Main() {}

  /** Arguments as {@code benchmarks/run --help} says. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks/run: " + e.getMessage());
      System.exit(2);
      return;
    }
    boolean good =
        switch (options.mode()) {
          case MEASURE -> measure(options);
          case RENDER -> render();
          case GATE -> gate(options);
          case RECORD -> record(options);
        };
    System.exit(good ? 0 : 1);
  }

  private static boolean measure(Options options) throws IOException, InterruptedException {
    boolean all = true;
    for (Suite suite : options.suites()) {
      Outcome outcome = run(suite, options.effort(), trial -> true);
      all &= outcome.failures().isEmpty();
      if (options.effort().length() == Effort.Length.FULL) {
        outcome.write(PUBLISHED);
        boolean unused = render();
      }
    }
    return all;
  }

  private static Outcome run(Suite suite, Effort effort, Predicate<Trial> wanted)
      throws IOException, InterruptedException {
    try (suite) {
      Outcome outcome = new Alternation(suite, effort, System.err).run(wanted);
      outcome.write(RESULTS);
      ConsoleTable.print(suite, outcome, System.out);
      return outcome;
    }
  }

  private static boolean render() throws IOException {
    MarkdownReport report = new MarkdownReport();
    for (Suite suite : Suites.all()) {
      Outcome.read(PUBLISHED, suite.what()).ifPresent(outcome -> report.add(suite, outcome));
    }
    report.write(DOCS);
    return true;
  }

  /** Measures what is recorded, and compares. */
  private static boolean gate(Options options) throws IOException, InterruptedException {
    Recorded recorded = Recorded.read();
    List<String> losses = new ArrayList<>();
    for (Suite suite : options.suites()) {
      if (recorded.has(suite)) {
        Outcome outcome = run(suite, options.effort(), trial -> recorded.needs(suite, trial));
        losses.addAll(recorded.losses(suite, outcome));
      }
    }
    losses.forEach(loss -> System.out.println("Lost: " + loss));
    if (losses.isEmpty()) {
      System.out.println("Nothing is more than 10 % worse than recorded.");
    }
    return losses.isEmpty();
  }

  /** Takes the figures of the published results as those to compare with. */
  private static boolean record(Options options) throws IOException {
    Recorded recorded = Recorded.read();
    for (Suite suite : options.suites()) {
      Outcome outcome = Outcome.read(PUBLISHED, suite.what()).orElse(null);
      if (outcome != null) {
        recorded = recorded.with(suite, outcome);
      }
    }
    recorded.write();
    return true;
  }
}
