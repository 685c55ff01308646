// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.agent;

import io.zerobus.benchmarks.Jars;
import io.zerobus.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Who is compared. */
enum Agent {
  NONE("no agent", false) {
    @Override
    List<String> jvmOptions(AgentServers servers) {
      return List.of();
    }
  },
  IDLE("agent that does nothing", false) {
    @Override
    List<String> jvmOptions(AgentServers servers) throws IOException {
      return List.of("-javaagent:" + IdleAgent.jar());
    }
  },
  ZEROBUS("zerobus", true) {
    @Override
    List<String> jvmOptions(AgentServers servers) throws IOException {
      ServerProcess server = servers.zerobus();
      return List.of(
          "-javaagent:" + Path.of("..", "zerobus-agent", "target", "zerobus-agent.jar"),
          "-Dzerobus.server.endpoint=" + server.serverEndpoint(),
          "-Dzerobus.workspace.url=" + server.workspaceUrl(),
          "-Dzerobus.table.name=main.default.logs",
          "-Dzerobus.client.id=benchmark");
    }

    @Override
    long received(AgentServers servers) throws IOException {
      return servers.zerobus().counts().records();
    }
  },
  OPENTELEMETRY("opentelemetry", true) {
    @Override
    List<String> jvmOptions(AgentServers servers) throws IOException {
      return List.of(
          "-javaagent:" + Jars.agent("opentelemetry-javaagent"),
          "-Dotel.traces.exporter=none",
          "-Dotel.metrics.exporter=none",
          "-Dotel.logs.exporter=otlp",
          "-Dotel.exporter.otlp.protocol=http/protobuf",
          "-Dotel.exporter.otlp.endpoint=" + servers.otlp().endpoint(),
          "-Dotel.instrumentation.common.default-enabled=false",
          "-Dotel.instrumentation.logback-appender.enabled=true");
    }

    @Override
    long received(AgentServers servers) throws IOException {
      return servers.otlp().posts();
    }
  };

  /** The secret is not taken from the command line. */
  static final String SECRET_VARIABLE = "ZEROBUS_CLIENT_SECRET";

  private final String label;
  private final boolean ships;

  Agent(String label, boolean ships) {
    this.label = label;
    this.ships = ships;
  }

  /** As it stands in the tables. */
  String label() {
    return label;
  }

  /** What the program is started with. */
  abstract List<String> jvmOptions(AgentServers servers) throws IOException;

  /** Whether lines are expected to arrive. */
  boolean ships() {
    return ships;
  }

  /** How much has arrived so far where it ships to. */
  long received(AgentServers servers) throws IOException {
    return 0;
  }
}
