// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.agent;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Plot;
import io.zerobus.benchmarks.Suite;
import io.zerobus.benchmarks.Target;
import io.zerobus.benchmarks.Trial;
import java.util.ArrayList;
import java.util.List;

/** What an agent costs at the start of a program. */
public final class AgentSuite implements Suite {

  static final String WHAT = "agent";

  private final AgentServers servers = new AgentServers();

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String title() {
    return "Start with an agent";
  }

  @Override
  public String explanation() {
    return """
        A program that sets up Logback with a console appender, logs one line or none, and ends. CPU is
        that of its whole process, user and system, from start to end, with the delivery at its shutdown;
        memory is the most that was resident until the end of `main`. A figure is the mean of four starts;
        *extra* is what is above that of as many starts without an agent, in turn with them; *until main*
        ends where the program itself begins. The agent that does nothing shows what the JVM takes for
        having one. The
        OpenTelemetry agent has all instrumentations switched off but the one of Logback, no traces, no
        metrics, and ships over OTLP/HTTP to a server that answers at once. This project's agent asks for
        a token and opens a stream to the counting server. An agent that did not ship the line shows it
        as an error.
        """;
  }

  @Override
  public List<Trial> trials(Effort effort) {
    List<Trial> trials = new ArrayList<>();
    for (int lines = 0; lines <= 1; lines++) {
      for (Agent agent : Agent.values()) {
        trials.add(new AgentTrial(lines, agent, servers, effort));
      }
    }
    return trials;
  }

  @Override
  public List<Target> targets() {
    return List.of(
        Target.atMost(
            1 / 20.0,
            "Nothing to ship: 1/20 of the extra CPU of the OpenTelemetry agent",
            AgentTrial.NOTHING,
            AgentTrial.EXTRA_CPU,
            Agent.ZEROBUS.label(),
            Agent.OPENTELEMETRY.label()),
        Target.atMost(
            1 / 3.0,
            "One line shipped: 1/3 of it",
            AgentTrial.ONE_LINE,
            AgentTrial.EXTRA_CPU,
            Agent.ZEROBUS.label(),
            Agent.OPENTELEMETRY.label()),
        Target.atMost(
            150,
            "Nothing to ship: 150 ms of extra CPU",
            AgentTrial.NOTHING,
            AgentTrial.EXTRA_CPU,
            Agent.ZEROBUS.label()),
        Target.atMost(
            60,
            "`main` is entered 60 ms of CPU later",
            AgentTrial.NOTHING,
            AgentTrial.EXTRA_CPU_TO_MAIN,
            Agent.ZEROBUS.label()),
        Target.atMostAbove(
            60,
            "The same, above the agent that does nothing",
            AgentTrial.NOTHING,
            AgentTrial.EXTRA_CPU_TO_MAIN,
            Agent.ZEROBUS.label(),
            Agent.IDLE.label()),
        Target.atMost(
            80,
            "One line shipped: 80 MiB of extra memory",
            AgentTrial.ONE_LINE,
            AgentTrial.EXTRA_MEMORY,
            Agent.ZEROBUS.label()));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        Plot.bars(
            "agent-cpu",
            "Extra CPU at the start of a program, ms",
            AgentTrial.EXTRA_CPU,
            List.of(AgentTrial.NOTHING, AgentTrial.ONE_LINE)));
  }

  @Override
  public void close() {
    servers.close();
  }
}
