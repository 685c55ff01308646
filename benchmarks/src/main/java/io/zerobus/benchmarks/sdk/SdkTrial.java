// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import io.zerobus.benchmarks.ChildJvm;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Trial;
import io.zerobus.benchmarks.server.ServerCounts;
import io.zerobus.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One contender that sends as fast as it can. */
record SdkTrial(SdkCase what, Contender who, SdkServers servers, Effort effort) implements Trial {

  private static final String WARM_UP_MILLIS = "2500";

  /** Until then the JDK encrypts with code that is not compiled. */
  private static final String WARM_UP_MILLIS_TLS = "15000";

  private static final String MEASURED_MILLIS = "2500";
  private static final String MILLIS_QUICK = "500";

  @Override
  public String caseName() {
    return what.caseName();
  }

  @Override
  public String contender() {
    return who.label();
  }

  @Override
  public List<Result> run() throws IOException, InterruptedException {
    boolean secure = what.security() == SdkCase.Security.TLS;
    ServerProcess server = secure ? servers.tls() : servers.plaintext();
    ServerCounts before = server.counts();
    List<Result> results = child(server).run();
    return checked(results, before, server.counts());
  }

  private ChildJvm child(ServerProcess server) throws IOException, InterruptedException {
    ChildJvm.Builder child =
        ChildJvm.builder(SdkProgram.class)
            .jvmOptions("-Xmx1g", ChildJvm.SILENT)
            .arguments(
                who.name(),
                String.valueOf(what.recordBytes()),
                String.valueOf(what.batch()),
                String.valueOf(what.threads()),
                server.serverEndpoint(),
                server.workspaceUrl(),
                String.valueOf(server.rawPort()));
    if (what.security() == SdkCase.Security.TLS) {
      String certificate = servers.certificate().toString();
      // Where the official SDK looks for authorities.
      child.arguments(certificate).environment("SSL_CERT_FILE", certificate);
    } else {
      child.arguments("-");
    }
    return child
        .arguments(
            effort.choose(
                what.security() == SdkCase.Security.TLS ? WARM_UP_MILLIS_TLS : WARM_UP_MILLIS,
                MILLIS_QUICK),
            effort.choose(MEASURED_MILLIS, MILLIS_QUICK))
        .build();
  }

  /** What the server did not receive, or not in order, is an error beside each figure. */
  private List<Result> checked(List<Result> results, ServerCounts before, ServerCounts after) {
    long errors = 0;
    List<Result> figures = new ArrayList<>();
    for (Result result : results) {
      if (!result.metric().equals(SdkProgram.SENT)) {
        figures.add(result);
      } else if (who != Contender.RAW) {
        errors = Math.abs((long) result.value() - (after.records() - before.records()));
      }
    }
    long all = errors + after.faults() - before.faults();
    return figures.stream().map(figure -> figure.withLosses(0, all)).toList();
  }
}
