// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Failure;
import io.zerobus.benchmarks.FakeSuite;
import io.zerobus.benchmarks.Figure;
import io.zerobus.benchmarks.Machine;
import io.zerobus.benchmarks.Outcome;
import io.zerobus.benchmarks.Plot;
import io.zerobus.benchmarks.Suite;
import io.zerobus.benchmarks.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownReportTest {

  private static final Suite SUITE =
      new FakeSuite(
          List.of(),
          List.of(
              Target.atLeast(3, "three times", "a case", "throughput", "zerobus", "peer"),
              Target.atLeast(4, "four times", "a case", "throughput", "zerobus", "peer"),
              Target.atLeast(1, "of nobody", "a case", "throughput", "zerobus", "nobody")),
          List.of(
              Plot.bars("bars", "Speed <fast>", "throughput", List.of("a case")),
              Plot.lines("lines", "Speed <fast>", "a case", List.of("throughput"))));

  private static final Outcome OUTCOME =
      new Outcome(
          "fake",
          "2026-01-02T03:04:05Z",
          60,
          new Effort(3, Effort.Length.FULL),
          new Machine("A <CPU>", 2, 24, "Linux", "a JVM", 0.5),
          Map.of("a-library", "1.2.3"),
          List.of(
              figure("zerobus", "throughput", List.of(6.0, 6.0, 9.0), 4),
              figure("peer", "throughput", List.of(3.0, 2.0, 3.0), 0)),
          List.of(new Failure("a case", "broken", 2, "it ended\nat once")));

  @TempDir private Path docs;

  private static Figure figure(String who, String metric, List<Double> values, long dropped) {
    return new Figure("a case", who, metric, "records/s", values, dropped, 0);
  }

  @Test
  void write_figures_standWithRatiosAndLosses() throws Exception {
    assertThat(written())
        .contains(
            "| a case | zerobus | 6.00 (6.00 … 9.00) |  | 4 | 0 |",
            "| a case | peer | 3.00 (2.00 … 3.00) | 3.00 | 0 | 0 |",
            "| a case | broken | failed |  | 0 | 1 |",
            "- a case, broken, round 2: it ended\n",
            "2026-01-02, 3 rounds, 1 min. 2 × A <CPU>, 24 GiB",
            "| a-library | 1.2.3 |");
  }

  @Test
  void write_targets_sayWhatWasReached() throws Exception {
    assertThat(written())
        .contains(
            "| three times | at least 3.00 | 3.00 | yes |",
            "| four times | at least 4.00 | 3.00 | **no** |",
            "| of nobody | at least 1.00 | – | not measured |");
  }

  @Test
  void write_plots_areXml() throws Exception {
    String unused = written();

    for (String plot : List.of("bars", "lines")) {
      Path file = docs.resolve("benchmarks").resolve(plot + ".svg");
      assertThat(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .parse(file.toFile())
                  .getDocumentElement()
                  .getTagName())
          .isEqualTo("svg");
      assertThat(file).content().contains("zerobus", "peer", "Speed &lt;fast&gt;");
    }
  }

  private String written() throws Exception {
    new MarkdownReport().add(SUITE, OUTCOME).write(docs);
    return Files.readString(docs.resolve("benchmarks.md"));
  }
}
