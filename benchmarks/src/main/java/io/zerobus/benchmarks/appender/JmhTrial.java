// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One contender with both kinds of events, measured by JMH in a fork of its own. */
record JmhTrial(String contender, Effort effort) implements Trial {

  private static final String ALLOCATED_PER_CALL = "gc.alloc.rate.norm";

  @Override
  public String caseName() {
    return "log call, JMH";
  }

  @Override
  public List<Result> run() throws IOException {
    try {
      Collection<RunResult> runs = new Runner(options()).run();
      if (runs.isEmpty()) {
        throw new IOException("JMH has no result");
      }
      List<Result> results = new ArrayList<>();
      for (RunResult run : runs) {
        addResults(run, results);
      }
      return results;
    } catch (RunnerException e) {
      throw new IOException(e);
    }
  }

  private Options options() {
    return new OptionsBuilder()
        .include(LogCallBenchmark.class.getName())
        .param("contender", contender)
        .forks(1)
        .param("length", effort.length().name())
        .warmupIterations(effort.choose(50, 10))
        .measurementIterations(effort.choose(100, 10))
        .jvmArgs("-Xms512m", "-Xmx512m")
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  private void addResults(RunResult run, List<Result> results) {
    String caseName =
        run.getParams().getBenchmark().endsWith("failure")
            ? LogCall.FAILURE.caseName()
            : LogCall.PLAIN.caseName();
    double nanos = run.getPrimaryResult().getScore();
    results.add(result(caseName, AppenderSuite.JMH_TIME, "ns", nanos));
    double bytes =
        Objects.requireNonNull(run.getSecondaryResults().get(ALLOCATED_PER_CALL)).getScore();
    results.add(result(caseName, AppenderSuite.JMH_ALLOCATED, "B", bytes));
  }

  private Result result(String caseName, String metric, String unit, double value) {
    return Result.of(AppenderSuite.WHAT, caseName, contender, metric, unit, value);
  }
}
