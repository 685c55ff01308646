// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import io.zerobus.benchmarks.Failure;
import io.zerobus.benchmarks.Machine;
import io.zerobus.benchmarks.Outcome;
import io.zerobus.benchmarks.Plot;
import io.zerobus.benchmarks.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The document: docs/benchmarks.md, and its pictures in docs/benchmarks/. */
public final class MarkdownReport {

  private static final String FOLDER = "benchmarks";

  private static final String HEAD =
      """
      # Benchmarks

      Written by `benchmarks/run` from the files in [benchmarks/](benchmarks/). How to run it, and what it
      needs: [../benchmarks/README.md](../benchmarks/README.md).

      ## How to read the figures

      - Each contender runs each case in a JVM of its own. All contenders take turns, round after round,
        every other round backwards, so that whatever else the machine does meets all alike.
      - A figure is the median of the rounds; least and greatest stand in brackets behind it. A ratio is
        *this project's figure by that of the contender in the row*, each round by itself, and the median
        of these. Ratios carry over to other machines; absolute figures do not.
      - On a small machine that is shared with others, throughput and latency move by tens of percent from
        one round to the next, CPU time by less, allocation hardly at all.
      - *dropped*: events that the contender gave up by its own rules, in all rounds together. *errors*:
        whatever was lost, came twice or failed otherwise; a round without figures counts as one.
      """;

  private final Map<Suite, Outcome> outcomes = new LinkedHashMap<>();

  /** Adds what came of a suite, in the order of the document. */
  public MarkdownReport add(Suite suite, Outcome outcome) {
    outcomes.put(suite, outcome);
    return this;
  }

  /**
   * Writes the document and its pictures.
   *
   * @param docs the folder of documents
   */
  public void write(Path docs) throws IOException {
    Path folder = docs.resolve(FOLDER);
    Files.createDirectories(folder);
    StringBuilder text = new StringBuilder(HEAD);
    targets(text);
    for (Map.Entry<Suite, Outcome> entry : outcomes.entrySet()) {
      section(entry.getKey(), entry.getValue(), text);
      for (Plot plot : entry.getKey().plots()) {
        Files.writeString(
            folder.resolve(plot.file() + ".svg"), SvgPlot.draw(plot, entry.getValue()));
      }
    }
    versions(text);
    Files.writeString(docs.resolve("benchmarks.md"), text);
  }

  private void targets(StringBuilder text) {
    text.append("\n## Targets\n");
    outcomes.forEach(
        (suite, outcome) -> {
          if (!suite.targets().isEmpty()) {
            text.append("\n### ").append(suite.title()).append("\n\n");
            table(TargetGrid.of(suite, outcome), text);
            if (!suite.remarks().isEmpty()) {
              text.append('\n').append(suite.remarks().strip()).append('\n');
            }
          }
        });
  }

  private static void section(Suite suite, Outcome outcome, StringBuilder text) {
    text.append("\n## ").append(suite.title()).append("\n\n");
    text.append(suite.explanation().strip()).append("\n\n");
    text.append(circumstances(outcome)).append('\n');
    for (Grid grid : Grid.of(outcome)) {
      text.append('\n');
      table(grid, text);
    }
    for (Plot plot : suite.plots()) {
      text.append("\n![")
          .append(plot.title())
          .append("](" + FOLDER + "/")
          .append(plot.file())
          .append(".svg)\n");
    }
    if (!outcome.failures().isEmpty()) {
      text.append("\nRounds without figures:\n\n");
      for (Failure failure : outcome.failures()) {
        text.append(
            String.format(
                Locale.ROOT,
                "- %s, %s, round %d: %s%n",
                failure.caseName(),
                failure.contender(),
                failure.round(),
                failure.reason().lines().findFirst().orElse("")));
      }
    }
  }

  private static String circumstances(Outcome outcome) {
    Machine machine = outcome.machine();
    return String.format(
        Locale.ROOT,
        "%s, %d %s, %d min. %d × %s, %d GiB, %s; %s. Load average of the minute before: %.1f.",
        outcome.startedAt().substring(0, 10),
        outcome.effort().rounds(),
        outcome.effort().rounds() == 1 ? "round" : "rounds",
        Math.round(outcome.seconds() / 60.0),
        machine.processors(),
        machine.cpu(),
        machine.memoryGib(),
        machine.system(),
        machine.jvm(),
        machine.loadBefore());
  }

  private void versions(StringBuilder text) {
    Map<String, String> all = new TreeMap<>();
    outcomes.values().forEach(outcome -> all.putAll(outcome.versions()));
    text.append("\n## Versions\n\n| library | version |\n| --- | --- |\n");
    all.forEach(
        (library, version) ->
            text.append("| ").append(library).append(" | ").append(version).append(" |\n"));
  }

  private static void table(Grid grid, StringBuilder text) {
    row(grid.header(), text);
    text.append("|").append(" --- |".repeat(grid.header().size())).append('\n');
    grid.rows().forEach(cells -> row(cells, text));
  }

  private static void row(List<String> cells, StringBuilder text) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
