// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * One figure of one run of one contender. Immutable.
 *
 * @param what the suite, as "sdk"
 * @param caseName what was done, in the same words for all contenders, as "500 B, batch 1, 1
 *     thread"
 * @param contender who did it: "zerobus" (or "zerobus-" and a variant) or the name of a peer
 * @param metric what was counted, as "CPU a record"
 * @param unit as "ns" or "records/s"
 * @param value the figure; 0 when there is a failure
 * @param dropped what the contender gave up by its own rules while this was measured
 * @param errors what went wrong while this was measured
 * @param failure why there is no figure; null when there is one
 */
public record Result(
    String what,
    String caseName,
    String contender,
    String metric,
    String unit,
    double value,
    long dropped,
    long errors,
    @Nullable String failure) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LINE_START = "{\"what\":";

  /** A figure, without drops and errors. */
  public static Result of(
      String what, String caseName, String contender, String metric, String unit, double value) {
    return new Result(what, caseName, contender, metric, unit, value, 0, 0, null);
  }

  /** A run that gave no figure. */
  public static Result failed(String what, Trial trial, String reason) {
    return new Result(what, trial.caseName(), trial.contender(), "", "", 0, 0, 0, reason);
  }

  /** The same figure, with what was lost beside it. */
  public Result withLosses(long dropped, long errors) {
    return new Result(what, caseName, contender, metric, unit, value, dropped, errors, failure);
  }

  /** Prints this as one line, which {@link ChildJvm} finds among others. */
  public void print(PrintStream out) {
    try {
      out.println(JSON.writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The result that a line holds, or null for any other line. */
  static @Nullable Result parse(String line) {
    if (!line.startsWith(LINE_START)) {
      return null;
    }
    try {
      return JSON.readValue(line, Result.class);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
