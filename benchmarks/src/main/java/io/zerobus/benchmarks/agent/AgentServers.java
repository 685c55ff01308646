// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.agent;

import io.zerobus.benchmarks.server.ServerProcess;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the agents ship to, started when first asked for. Not thread-safe. */
final class AgentServers implements AutoCloseable {

  private @Nullable ServerProcess zerobus;
  private @Nullable OtlpSink otlp;

  ServerProcess zerobus() throws IOException {
    if (zerobus == null) {
      zerobus = ServerProcess.start();
    }
    return zerobus;
  }

  OtlpSink otlp() throws IOException {
    if (otlp == null) {
      otlp = new OtlpSink();
    }
    return otlp;
  }

  @Override
  public void close() {
    if (zerobus != null) {
      zerobus.close();
    }
    if (otlp != null) {
      otlp.close();
    }
    zerobus = null;
    otlp = null;
  }
}
