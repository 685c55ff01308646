// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.agent;

import io.zerobus.benchmarks.ChildJvm;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One agent at the start of a program, several times, each time beside a start without an agent.
 *
 * @param lines that the program logs: 0 or 1
 */
record AgentTrial(int lines, Agent agent, AgentServers servers, Effort effort) implements Trial {

  static final String NOTHING = "hello world, nothing to ship";
  static final String ONE_LINE = "hello world, one line shipped";
  static final String EXTRA_CPU = "extra CPU";
  static final String EXTRA_CPU_TO_MAIN = "extra CPU until main";
  static final String EXTRA_MEMORY = "extra memory";

  private static final String CPU = "CPU";
  private static final String MEMORY = "most memory";
  private static final int STARTS = 4;
  private static final int STARTS_QUICK = 1;

  @Override
  public String caseName() {
    return lines == 0 ? NOTHING : ONE_LINE;
  }

  @Override
  public String contender() {
    return agent.label();
  }

  @Override
  public List<Result> run() throws IOException, InterruptedException {
    if (!ChildCpu.isKnown()) {
      throw new IOException("CPU time of a child is read from /proc, which is not here");
    }
    int starts = effort.choose(STARTS, STARTS_QUICK);
    Start with = Start.NONE;
    Start without = Start.NONE;
    long before = agent.received(servers);
    for (int i = 0; i < starts; i++) {
      with = with.plus(start(agent));
      without = without.plus(start(Agent.NONE));
    }
    long expected = agent.ships() ? (long) lines * starts : 0;
    long errors = Math.abs(agent.received(servers) - before - expected);
    List<Result> results = new ArrayList<>();
    results.add(result(CPU, "ms", (double) with.cpuMillis(), starts, errors));
    results.add(result(MEMORY, "MiB", with.memoryKib() / 1024.0, starts, errors));
    if (agent != Agent.NONE) {
      results.add(
          result(
              EXTRA_CPU, "ms", (double) (with.cpuMillis() - without.cpuMillis()), starts, errors));
      results.add(
          result(
              EXTRA_CPU_TO_MAIN,
              "ms",
              (with.nanosToMain() - without.nanosToMain()) / 1e6,
              starts,
              errors));
      results.add(
          result(
              EXTRA_MEMORY,
              "MiB",
              (with.memoryKib() - without.memoryKib()) / 1024.0,
              starts,
              errors));
    }
    return results;
  }

  private Result result(String metric, String unit, double sum, int starts, long errors) {
    return Result.of(AgentSuite.WHAT, caseName(), contender(), metric, unit, sum / starts)
        .withLosses(0, errors);
  }

  private Start start(Agent with) throws IOException, InterruptedException {
    ChildJvm jvm =
        ChildJvm.builder(HelloWorld.class)
            .classPath(classPath())
            .jvmOptions(with.jvmOptions(servers).toArray(String[]::new))
            .jvmOptions(
                "-Dlogback.configurationFile=io/zerobus/benchmarks/agent/console-logback.xml")
            .arguments(String.valueOf(lines))
            .environment(Agent.SECRET_VARIABLE, "benchmark")
            .timeLimit(Duration.ofMinutes(1))
            .build();
    long before = ChildCpu.millis();
    long nanosToMain;
    long memoryKib;
    try (ChildJvm.Running program = jvm.start()) {
      nanosToMain = Long.parseLong(program.awaitLine(HelloWorld.ENTERED));
      memoryKib = Long.parseLong(program.awaitLine(HelloWorld.MEMORY).replace(" kB", ""));
      while (program.readLine() != null) {
        // To its end.
      }
      program.checkEnd();
    }
    return new Start(ChildCpu.millis() - before, nanosToMain, memoryKib);
  }

  /** Logback and the program: an agent meets nothing else. */
  private static String classPath() {
    return ChildJvm.classPathOf(
        name ->
            name.equals("classes") || name.startsWith("logback-") || name.startsWith("slf4j-api-"));
  }

  /** What one start, or several, took. Immutable. */
  private record Start(long cpuMillis, long nanosToMain, long memoryKib) {
    static final Start NONE = new Start(0, 0, 0);

    Start plus(Start other) {
      return new Start(
          cpuMillis + other.cpuMillis,
          nanosToMain + other.nanosToMain,
          memoryKib + other.memoryKib);
    }
  }
}
