// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one suite in one run: the content of a file of results. Immutable.
 *
 * @param what the suite
 * @param startedAt ISO time
 * @param seconds how long it took
 * @param effort how much was measured
 * @param machine what it ran on
 * @param versions by artifact
 * @param figures in the order of the trials
 * @param failures runs without figures
 */
public record Outcome(
    String what,
    String startedAt,
    long seconds,
    Effort effort,
    Machine machine,
    Map<String, String> versions,
    List<Figure> figures,
    List<Failure> failures) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** A contender's figure, or null if there is none. */
  public @Nullable Figure figure(String caseName, String contender, String metric) {
    for (Figure figure : figures) {
      if (figure.caseName().equals(caseName)
          && figure.contender().equals(contender)
          && figure.metric().equals(metric)) {
        return figure;
      }
    }
    return null;
  }

  /** What became of a target: NaN when one of its figures is missing. */
  public double reached(Target target) {
    Figure own = figure(target.caseName(), target.contender(), target.metric());
    String peerName = target.peer();
    if (own == null) {
      return Double.NaN;
    }
    if (peerName == null) {
      return own.median();
    }
    Figure peer = figure(target.caseName(), peerName, target.metric());
    if (peer == null) {
      return Double.NaN;
    }
    return target.kind() == Target.Kind.RATIO ? own.ratioTo(peer) : own.median() - peer.median();
  }

  /**
   * As {@link #reached}, but of a ratio the least good of the rounds: what it may be at any time.
   */
  double worst(Target target) {
    Figure own = figure(target.caseName(), target.contender(), target.metric());
    String peerName = target.peer();
    if (own == null || peerName == null || target.kind() != Target.Kind.RATIO) {
      return reached(target);
    }
    Figure peer = figure(target.caseName(), peerName, target.metric());
    if (peer == null) {
      return Double.NaN;
    }
    return target.bound() == Target.Bound.AT_LEAST
        ? own.leastRatioTo(peer)
        : own.greatestRatioTo(peer);
  }

  /** Writes it, over what an earlier run left. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    JSON.writeValue(file(folder, what).toFile(), this);
  }

  /** Reads what {@link #write} wrote. Empty when there is none. */
  static Optional<Outcome> read(Path folder, String what) throws IOException {
    Path file = file(folder, what);
    return Files.exists(file)
        ? Optional.of(JSON.readValue(file.toFile(), Outcome.class))
        : Optional.empty();
  }

  private static Path file(Path folder, String what) {
    return folder.resolve(what + ".json");
  }
}
