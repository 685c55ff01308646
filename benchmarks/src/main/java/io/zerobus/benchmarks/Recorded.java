// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The figures to compare with, one for each target that is a ratio or an allocation and was
 * measured: benchmarks/recorded.json. Immutable.
 *
 * @param entries in the order of the report
 */
public record Recorded(List<Entry> entries) {

  /** By how much a figure may be worse than recorded. */
  public static final double TOLERANCE = 0.1;

  private static final String ALLOCATED = "allocat";
  private static final Path FILE = Path.of("recorded.json");
  // Below this, in bytes, counts as nothing: the meter's own.
  private static final double NOTHING = 0.5;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * One figure.
   *
   * @param what the suite
   * @param target text of the target
   * @param metric of the target
   * @param value what was reached; of ratios the worst of the rounds, for they move by themselves
   */
  public record Entry(String what, String target, String metric, double value) {}

  /** Those of the file; none when there is none. */
  public static Recorded read() throws IOException {
    return Files.exists(FILE)
        ? JSON.readValue(FILE.toFile(), Recorded.class)
        : new Recorded(List.of());
  }

  void write() throws IOException {
    JSON.writeValue(FILE.toFile(), this);
  }

  /** Those of allocation, which is the same on all machines. */
  Recorded allocations() {
    return new Recorded(entries.stream().filter(entry -> isAllocation(entry.metric())).toList());
  }

  /** Whether there is a figure of this suite. */
  boolean has(Suite suite) {
    return entries.stream().anyMatch(entry -> entry.what().equals(suite.what()));
  }

  /** Whether a figure of this trial is compared. */
  boolean needs(Suite suite, Trial trial) {
    return gated(suite).stream()
        .filter(target -> find(suite, target) != null)
        .anyMatch(
            target ->
                trial.measures(target.caseName())
                    && (target.contender().equals(trial.contender())
                        || trial.contender().equals(target.peer())));
  }

  /** Times move too much from one machine, and one minute, to another. */
  private static List<Target> gated(Suite suite) {
    return suite.targets().stream()
        .filter(target -> target.kind() == Target.Kind.RATIO || isAllocation(target.metric()))
        .toList();
  }

  private static boolean isAllocation(String metric) {
    return metric.startsWith(ALLOCATED);
  }

  private @Nullable Entry find(Suite suite, Target target) {
    for (Entry entry : entries) {
      if (entry.what().equals(suite.what()) && entry.target().equals(target.text())) {
        return entry;
      }
    }
    return null;
  }

  /** The same with the figures of this suite in place of the old ones. */
  Recorded with(Suite suite, Outcome outcome) {
    List<Entry> all = new ArrayList<>();
    for (Entry entry : entries) {
      if (!entry.what().equals(suite.what())) {
        all.add(entry);
      }
    }
    for (Target target : gated(suite)) {
      double worst = outcome.worst(target);
      if (!Double.isNaN(worst)) {
        all.add(new Entry(suite.what(), target.text(), target.metric(), worst));
      }
    }
    return new Recorded(List.copyOf(all));
  }

  /** What is more than the tolerance worse than recorded, or was not measured, as sentences. */
  List<String> losses(Suite suite, Outcome outcome) {
    List<String> losses = new ArrayList<>();
    for (Target target : gated(suite)) {
      Entry entry = find(suite, target);
      if (entry != null && !isKept(target, entry.value(), outcome.reached(target))) {
        losses.add(
            String.format(
                Locale.ROOT,
                "%s, %s: %.4g, recorded %.4g",
                suite.title(),
                target.text(),
                outcome.reached(target),
                entry.value()));
      }
    }
    return losses;
  }

  /** Whether a figure is good enough beside the recorded one. */
  static boolean isKept(Target target, double recorded, double now) {
    return target.bound() == Target.Bound.AT_LEAST
        ? now >= recorded * (1 - TOLERANCE)
        : now <= recorded + Math.max(NOTHING * smallest(target), Math.abs(recorded) * TOLERANCE);
  }

  private static double smallest(Target target) {
    return target.kind() == Target.Kind.RATIO ? 0 : 1;
  }
}
