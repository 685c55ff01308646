// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.ChildJvm;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.FirstRounds;
import io.zerobus.benchmarks.Plot;
import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Suite;
import io.zerobus.benchmarks.Target;
import io.zerobus.benchmarks.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a log call costs the thread that makes it. */
public final class AppenderSuite implements Suite {

  static final String WHAT = "appender";
  static final String CALLER_CPU = "CPU of the calling thread";
  static final String ENCODED_CPU = "CPU to encode and hand over";
  static final String ALLOCATED = "allocated by the calling thread";
  static final String JMH_TIME = "JMH: time";
  static final String JMH_ALLOCATED = "JMH: allocated by all threads";

  private static final String PLAIN = LogCall.PLAIN.caseName();
  private static final String FAILURE = LogCall.FAILURE.caseName();
  private static final String ON_LOGBACK = "zerobus-logback";
  private static final String ON_LOG4J = "zerobus-log4j2";

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String title() {
    return "A log call";
  }

  @Override
  public String explanation() {
    return """
        One thread logs in bursts of 500 plain events (three arguments, a message of about 80
        characters, three MDC entries) or 75 events with an exception (28 frames, a cause with 30,
        of which they share 24; both made beforehand), after at least 6 s of both kinds, and until the
        JVM's compilers have rested for 4 s. A burst finds room in each queue; two are timed, then
        what they leave is drained, and one more warms the caches. Figures are those of the calling
        thread, each by the number of calls: of the CPU time of 1200 bursts the tenth percentile,
        because a neighbour on the same host slows whole bursts down by up to two times, never speeds
        one up, and would decide who has the better median; and the exact mean of the bytes that it
        allocates. *CPU to encode and hand over* adds the CPU time of the queue's thread, measured alike.

        Ours encodes each event on the calling thread and puts the record into its buffer; it is then
        sent to a server in another process and acknowledged before the next bursts. These bursts stay
        below the 1 MiB that an idle buffer keeps; where more is waiting, the buffer grows by arrays
        that are garbage once it is drained, up to the size of the record for each event. The peers'
        network is left out: loki4j's client and OpenTelemetry's exporter only count. `hand-over`
        gives the event to another thread that does nothing with it; `logstash`,
        `logback-async-json` and `log4j2-async-template` encode it there. Queues hold 16 384 events; nobody drops,
        or it stands beside the figure.

        `no-op` looks at nothing, so that the compiler leaves out most of the event. `event-read`
        reads what every appender has to read (formatted message, MDC, throwable): what is above it
        is the appender's own.

        The rows of JMH (one round, one fork, the same bursts as single shots, `-prof gc`) are another
        witness: wall time, and the bytes of all threads of the process, ours with those that send.""";
  }

  @Override
  public String remarks() {
    return """
        `event-read` is what the framework itself takes of a plain call. The first target leaves about
        350 ns above it on Logback; ours takes about 600, most of it to encode some 450 bytes. Neither a
        sender that is hardly ever woken nor two fences fewer in the buffer changed much
        (docs/RATIONALE.md). What would be needed: an encoder of half the time. The second target, a
        hand-over alone, is hardly more than reading the event takes. The bytes above reading, 24 on
        Logback and up to 40 on Log4j, come and go with the compiler, also for a hand-over: compiled by
        C1 alone nothing is allocated above reading, as the table of allocation says.""";
  }

  @Override
  public List<Trial> trials(Effort effort) {
    List<Trial> trials = new ArrayList<>();
    for (String name : Contenders.OF_LOG_CALL) {
      trials.add(new LogCallTrial(name, effort));
    }
    for (String name : Contenders.OF_LOG_CALL) {
      trials.add(new FirstRounds(new JmhTrial(name, effort), 1));
    }
    return trials;
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        Plot.bars(
            "appender-cpu",
            "A plain event: CPU time of the calling thread, ns",
            CALLER_CPU,
            List.of(PLAIN)),
        Plot.bars(
            "appender-cpu-failure",
            "An event with an exception: CPU time of the calling thread, ns",
            CALLER_CPU,
            List.of(FAILURE)),
        Plot.bars(
            "appender-allocation",
            "Bytes allocated by the calling thread",
            ALLOCATED,
            List.of(PLAIN, FAILURE)));
  }

  @Override
  public List<Target> targets() {
    return List.of(
        Target.atMost(
            0.3,
            "Log call, plain event, JSON encoded and enqueued: at most 0.3 × encode and hand-over"
                + " of logstash-logback-encoder",
            PLAIN,
            ENCODED_CPU,
            ON_LOGBACK,
            "logstash"),
        Target.atMost(
            1,
            "the same: not above the hand-over alone of Logback's AsyncAppender",
            PLAIN,
            CALLER_CPU,
            ON_LOGBACK,
            "logback-async-hand-over"),
        Target.atMost(
            1,
            "the same: not above the OpenTelemetry appender with its batch processor",
            PLAIN,
            CALLER_CPU,
            ON_LOGBACK,
            "opentelemetry"),
        Target.atMost(
            0.4,
            "Log call with an exception: at most 0.4 × encode and hand-over of"
                + " logstash-logback-encoder",
            FAILURE,
            ENCODED_CPU,
            ON_LOGBACK,
            "logstash"),
        Target.atMost(
            0.6,
            "the same: at most 0.6 × Logback's JsonEncoder",
            FAILURE,
            ENCODED_CPU,
            ON_LOGBACK,
            "logback-json-encoder"),
        Target.atMostAbove(
            16,
            "Allocation above the framework's own on Logback: at most 16 B",
            PLAIN,
            ALLOCATED,
            ON_LOGBACK,
            "logback-event-read"),
        Target.atMostAbove(
            0,
            "Allocation above the framework's own on Log4j: 0 B",
            PLAIN,
            ALLOCATED,
            ON_LOG4J,
            "log4j2-event-read"),
        Target.atMostAbove(
            64,
            "Allocation above the framework's own with an exception on Logback: at most 64 B",
            FAILURE,
            ALLOCATED,
            ON_LOGBACK,
            "logback-event-read"),
        Target.atMostAbove(
            64,
            "Allocation above the framework's own with an exception on Log4j: at most 64 B",
            FAILURE,
            ALLOCATED,
            ON_LOG4J,
            "log4j2-event-read"));
  }

  /** One contender with both kinds of events. */
  private record LogCallTrial(String contender, Effort effort) implements Trial {

    @Override
    public String caseName() {
      return "log call";
    }

    @Override
    public boolean measures(String caseName) {
      return caseName.equals(PLAIN) || caseName.equals(FAILURE);
    }

    @Override
    public List<Result> run() throws IOException, InterruptedException {
      return ChildJvm.builder(LogCallRun.class)
          .jvmOptions("-Xms512m", "-Xmx512m")
          .arguments(contender, effort.length().name())
          .build()
          .run();
    }
  }
}
