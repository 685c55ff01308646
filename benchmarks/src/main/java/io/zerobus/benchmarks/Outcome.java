// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What came of one suite in one run: the content of a file of results. Immutable.
 *
 * @param what the suite
 * @param startedAt ISO time
 * @param effort how much was measured
 * @param machine what it ran on
 * @param figures in the order of the trials
 * @param failures runs without figures
 */
public record Outcome(
    String what,
    String startedAt,
    Effort effort,
    Machine machine,
    List<Figure> figures,
    List<Failure> failures) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** A contender's figure, if there is one. */
  public Optional<Figure> figure(String caseName, String contender, String metric) {
    return figures.stream()
        .filter(
            figure ->
                figure.caseName().equals(caseName)
                    && figure.contender().equals(contender)
                    && figure.metric().equals(metric))
        .findFirst();
  }

  /** Writes it, over what an earlier run left. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve(what + ".json").toFile(), this);
  }

  /** Reads what {@link #write} wrote. Empty when there is none. */
  static Optional<Outcome> read(Path folder, String what) throws IOException {
    Path file = folder.resolve(what + ".json");
    return Files.exists(file)
        ? Optional.of(JSON.readValue(file.toFile(), Outcome.class))
        : Optional.empty();
  }
}
