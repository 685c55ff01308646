// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import io.zerobus.benchmarks.Failure;
import io.zerobus.benchmarks.Figure;
import io.zerobus.benchmarks.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the cases that have the same metrics, as rows of text: one row for a contender in
 * a case. Beside a peer's figure stands this project's by it, from the same rounds. Immutable.
 *
 * @param header of the columns
 * @param rows each as long as the header
 */
record Grid(List<String> header, List<List<String>> rows) {

  private static final String OWN = "zerobus";
  // A ratio to less says nothing.
  private static final double LEAST = 0.01;

  /** As many as there are sets of metrics. */
  static List<Grid> of(Outcome outcome) {
    Set<List<String>> kinds = new LinkedHashSet<>();
    for (String caseName : cases(outcome)) {
      kinds.add(metrics(outcome, caseName));
    }
    return kinds.stream().map(metrics -> grid(outcome, metrics)).toList();
  }

  private static Grid grid(Outcome outcome, List<String> metrics) {
    List<String> header = new ArrayList<>(List.of("case", "contender"));
    for (String metric : metrics) {
      header.add(metric + ", " + unit(outcome, metric));
      header.add("ratio");
    }
    header.add("dropped");
    header.add("errors");
    List<List<String>> rows = new ArrayList<>();
    for (String caseName : cases(outcome)) {
      if (metrics(outcome, caseName).equals(metrics)) {
        addRows(outcome, caseName, metrics, rows);
      }
    }
    return new Grid(header, rows);
  }

  private static void addRows(
      Outcome outcome, String caseName, List<String> metrics, List<List<String>> rows) {
    String own = own(outcome, caseName);
    for (String contender : contenders(outcome, caseName)) {
      List<String> row = new ArrayList<>(List.of(caseName, contender));
      long dropped = 0;
      long errors = 0;
      for (String metric : metrics) {
        Figure figure = outcome.figure(caseName, contender, metric);
        row.add(figure == null ? failed(outcome, caseName, contender) : text(figure));
        row.add(
            contender.equals(own) || figure == null
                ? ""
                : ratio(own == null ? null : outcome.figure(caseName, own, metric), figure));
        if (figure != null) {
          dropped = Math.max(dropped, figure.dropped());
          errors = Math.max(errors, figure.errors());
        }
      }
      row.add(String.valueOf(dropped));
      row.add(String.valueOf(errors + failures(outcome, caseName, contender)));
      rows.add(row);
    }
  }

  private static String text(Figure figure) {
    String median = Numbers.text(figure.median());
    return figure.values().size() == 1
        ? median
        : median + " (" + Numbers.text(figure.min()) + " … " + Numbers.text(figure.max()) + ")";
  }

  private static String ratio(@Nullable Figure own, Figure peer) {
    return own == null || peer.median() < LEAST ? "" : Numbers.text(own.ratioTo(peer));
  }

  private static String failed(Outcome outcome, String caseName, String contender) {
    return failures(outcome, caseName, contender) > 0 ? "failed" : "–";
  }

  private static long failures(Outcome outcome, String caseName, String contender) {
    return outcome.failures().stream()
        .filter(
            failure -> failure.caseName().equals(caseName) && failure.contender().equals(contender))
        .count();
  }

  /** The contender of this project that the others are compared with: the first. */
  private static @Nullable String own(Outcome outcome, String caseName) {
    return contenders(outcome, caseName).stream()
        .filter(contender -> contender.startsWith(OWN))
        .findFirst()
        .orElse(null);
  }

  private static Collection<String> cases(Outcome outcome) {
    Set<String> cases = new LinkedHashSet<>();
    outcome.figures().stream().map(Figure::caseName).forEach(cases::add);
    return cases;
  }

  /** Also those that have failed always. */
  private static Collection<String> contenders(Outcome outcome, String caseName) {
    Set<String> contenders = new LinkedHashSet<>();
    outcome.figures().stream()
        .filter(figure -> figure.caseName().equals(caseName))
        .map(Figure::contender)
        .forEach(contenders::add);
    outcome.failures().stream()
        .filter(failure -> failure.caseName().equals(caseName))
        .map(Failure::contender)
        .forEach(contenders::add);
    return contenders;
  }

  private static List<String> metrics(Outcome outcome, String caseName) {
    Set<String> metrics = new LinkedHashSet<>();
    outcome.figures().stream()
        .filter(figure -> figure.caseName().equals(caseName))
        .map(Figure::metric)
        .forEach(metrics::add);
    return List.copyOf(metrics);
  }

  private static String unit(Outcome outcome, String metric) {
    return outcome.figures().stream()
        .filter(figure -> figure.metric().equals(metric))
        .map(Figure::unit)
        .findFirst()
        .orElse("");
  }
}
