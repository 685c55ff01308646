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
  static final String DROPPED = "a dropped event";

  /** What one program measures. */
  enum Part {
    CALLS,
    DROPPED
  }

  private static final String ON_LOGBACK = "zerobus-logback";
  private static final String LOGBACK = "logback-event-read";
  private static final String LOGBACK_KEPT = "logback-event-kept";
  private static final String ON_LOG4J = "zerobus-log4j2";
  private static final String LOG4J = "log4j2-event-read";
  private static final String LOG4J_KEPT = "log4j2-event-kept";

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
        runs for long, which stand above. `mvn verify` compares them with what is recorded. *A dropped
        event* meets a full buffer; it is compared with an appender that keeps the event a moment and
        asks it for nothing.
        """;
  }

  @Override
  public List<Trial> trials(Effort effort) {
    return List.of(
        new AllocationTrial(ON_LOGBACK, Part.CALLS),
        new AllocationTrial(LOGBACK, Part.CALLS),
        new AllocationTrial(ON_LOG4J, Part.CALLS),
        new AllocationTrial(LOG4J, Part.CALLS),
        new AllocationTrial(ON_LOGBACK, Part.DROPPED),
        new AllocationTrial(LOGBACK_KEPT, Part.DROPPED),
        new AllocationTrial(ON_LOG4J, Part.DROPPED),
        new AllocationTrial(LOG4J_KEPT, Part.DROPPED));
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
            64, "Event with an exception, above Log4j's own", failure, ALLOCATED, ON_LOG4J, LOG4J),
        Target.atMostAbove(
            0,
            "A dropped event, above Logback's own",
            DROPPED,
            ALLOCATED,
            ON_LOGBACK,
            LOGBACK_KEPT),
        Target.atMostAbove(
            0, "A dropped event, above Log4j's own", DROPPED, ALLOCATED, ON_LOG4J, LOG4J_KEPT));
  }

  /** One contender: both kinds of events, or those that are dropped. */
  private record AllocationTrial(String contender, Part part) implements Trial {

    @Override
    public String caseName() {
      return part == Part.CALLS ? "log call" : DROPPED;
    }

    @Override
    public boolean measures(String caseName) {
      return caseName.equals(DROPPED) == (part == Part.DROPPED);
    }

    @Override
    public List<Result> run() throws IOException, InterruptedException {
      return ChildJvm.builder(AllocationRun.class)
          .jvmOptions("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dzerobus.buffer.size=1 MiB")
          .arguments(contender, part.name())
          .build()
          .run();
    }
  }
}
