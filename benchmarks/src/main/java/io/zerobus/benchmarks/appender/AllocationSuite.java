// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.ChildJvm;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Suite;
import io.zerobus.benchmarks.Target;
import io.zerobus.benchmarks.Trial;
import java.io.IOException;
import java.util.List;

/** What a log call allocates by the code as it stands: the same on every machine, in seconds. */
public final class AllocationSuite implements Suite {

  static final String WHAT = "allocation";
  static final String ALLOCATED = "allocated";

  private static final String ON_LOGBACK = "zerobus-logback";
  private static final String LOGBACK = "logback-event-read";
  private static final String ON_LOG4J = "zerobus-log4j2";
  private static final String LOG4J = "log4j2-event-read";

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String title() {
    return "Allocation of a log call, as it is written";
  }

  @Override
  public String explanation() {
    return """
        What a thread allocates when it logs, compiled by C1 alone, which removes no allocation. So the
        bytes are the same in each run and on each machine, and higher than those of an application that
        runs for long, which stand above. `mvn verify` compares them with what is recorded.
        """;
  }

  @Override
  public List<Trial> trials(Effort effort) {
    return List.of(
        new AllocationTrial(ON_LOGBACK),
        new AllocationTrial(LOGBACK),
        new AllocationTrial(ON_LOG4J),
        new AllocationTrial(LOG4J));
  }

  @Override
  public List<Target> targets() {
    String plain = LogCall.PLAIN.caseName();
    String failure = LogCall.FAILURE.caseName();
    return List.of(
        Target.atMostAbove(
            16, "Plain event, above Logback's own", plain, ALLOCATED, ON_LOGBACK, LOGBACK),
        Target.atMostAbove(0, "Plain event, above Log4j's own", plain, ALLOCATED, ON_LOG4J, LOG4J),
        Target.atMostAbove(
            64,
            "Event with an exception, above Logback's own",
            failure,
            ALLOCATED,
            ON_LOGBACK,
            LOGBACK),
        Target.atMostAbove(
            64, "Event with an exception, above Log4j's own", failure, ALLOCATED, ON_LOG4J, LOG4J));
  }

  /** One contender with both kinds of events. */
  private record AllocationTrial(String contender) implements Trial {

    @Override
    public String caseName() {
      return "log call";
    }

    @Override
    public boolean measures(String caseName) {
      return true;
    }

    @Override
    public List<Result> run() throws IOException, InterruptedException {
      return ChildJvm.builder(AllocationRun.class)
          .jvmOptions("-Xmx256m", "-XX:TieredStopAtLevel=1")
          .arguments(contender)
          .build()
          .run();
    }
  }
}
