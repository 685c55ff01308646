// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import io.zerobus.benchmarks.ChildJvm;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Trial;
import io.zerobus.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One contender that waits for acknowledgments in one thread and sends in another. */
record WaitTrial(Contender who, SdkServers servers, Effort effort) implements Trial {

  static final String CASE = "one thread flushes, the service acknowledges each second";

  private static final Duration ACK_INTERVAL = Duration.ofSeconds(1);

  @Override
  public String caseName() {
    return CASE;
  }

  @Override
  public String contender() {
    return who.label();
  }

  @Override
  public List<Result> run() throws IOException, InterruptedException {
    ServerProcess server = servers.slow(ACK_INTERVAL);
    return ChildJvm.builder(WaitProgram.class)
        .jvmOptions("-Xmx1g", ChildJvm.SILENT)
        .arguments(
            who.name(),
            server.serverEndpoint(),
            server.workspaceUrl(),
            CASE,
            effort.choose("5000", "2500"))
        .build()
        .run();
  }
}
