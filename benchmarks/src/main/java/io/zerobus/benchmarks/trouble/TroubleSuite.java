// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.trouble;

import io.zerobus.benchmarks.ChildJvm;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.FirstRounds;
import io.zerobus.benchmarks.Suite;
import io.zerobus.benchmarks.Target;
import io.zerobus.benchmarks.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the application feels of a server that is slow or away, and of the end. */
public final class TroubleSuite implements Suite {

  static final String WHAT = "trouble";
  static final String DROPPED = "a dropped event";
  static final String STALLED = "the server stalls, 4 threads, 50 000 events/s";
  static final String SATURATED = "a full buffer of 32 MiB";
  static final String OUTAGE = "32 MiB after an outage";
  static final String HEAP_RATIO = "heap above idle by bufferSize";

  private static final String CPU = "CPU of the calling thread";
  private static final String ALLOCATED = "allocated by the calling thread";
  private static final String ON_LOGBACK = "zerobus-logback";
  private static final String ON_LOG4J = "zerobus-log4j2";

  /** It takes as long as all else together. */
  private static final int ROUNDS_OF_OUTAGE = 2;

  private static final List<String> DROPPING =
      List.of(
          ON_LOGBACK,
          "logback-no-op",
          "logback-event-kept",
          "logback-async-never-block",
          "logstash-hand-over",
          "opentelemetry",
          ON_LOG4J,
          "log4j2-no-op",
          "log4j2-event-kept");

  private static final List<String> STALLING =
      List.of(
          ON_LOGBACK,
          ON_LOG4J,
          "logback-no-op",
          "logback-async-hand-over",
          "logback-async-never-block",
          "logstash-hand-over",
          "opentelemetry");

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String title() {
    return "Trouble";
  }

  @Override
  public String explanation() {
    return """
        *A dropped event*: the server stalls (peers: what is behind the queue), the buffer (1 MiB
        here) or queue (16 384 events) is full, and one thread logs plain events that are all
        dropped. `no-op` and `event-kept` drop nothing. The one looks at nothing, so that the compiler
        leaves the event out; the other keeps it a moment, which is the framework's own part of a call
        with an appender that looks at the event. On Log4j the bytes of the framework itself differ by
        about 100 from one appender to another, as the compiler leaves out more or less of them.

        *The server stalls*: for 5 s while four threads log 50 000 events a second, until the buffer
        of 32 MiB is full and beyond; the longest of all calls is told. `logback-async-hand-over`
        waits when its queue is full, as it does by default; the others drop.

        *A full buffer*: heap after collections, above what it was when the buffer was empty.

        *Stop*: time of `LoggerContext.stop()`; dropped is what was not delivered. With a server that
        stalls it ends at `shutdownTimeout` (5 s).

        *An outage*: the connection is cut, and new ones are refused for a minute (in two rounds
        only); the buffer is filled meanwhile. From the network's return it may take some ten seconds
        until the next attempt; the rate is that from the first acknowledgment on.""";
  }

  @Override
  public String remarks() {
    return """
        On Log4j the bytes of a dropped event come and go with the compiler, with any appender: counted
        without it, a dropped event allocates nothing above Log4j's own, as the table of allocation says.
        After an outage the drain begins when gRPC has connected again, which it tries at pauses of one
        to some ten seconds; until 2026-11-23 it waited for the sender's own pause, 22 s in that run.""";
  }

  @Override
  public List<Trial> trials(Effort effort) {
    String length = effort.length().name();
    List<Trial> trials = new ArrayList<>();
    for (String name : DROPPING) {
      ChildJvm.Builder jvm = ours(DropRun.class).jvmOptions("-Dzerobus.buffer.size=1 MiB");
      trials.add(Trial.of(DROPPED, name, jvm.arguments(name, length).build()));
    }
    for (String name : STALLING) {
      trials.add(Trial.of(STALLED, name, ours(StallRun.class).arguments(name, length).build()));
    }
    for (String name : List.of(ON_LOGBACK, ON_LOG4J)) {
      trials.add(Trial.of(SATURATED, name, ours(SaturationRun.class).arguments(name).build()));
    }
    for (StopCase stopCase : StopCase.values()) {
      for (String name : List.of(ON_LOGBACK, ON_LOG4J)) {
        ChildJvm jvm = ours(StopRun.class).arguments(name, stopCase.name()).build();
        trials.add(Trial.of(stopCase.caseName(), name, jvm));
      }
    }
    ChildJvm outage =
        ours(OutageRun.class)
            .arguments(ON_LOGBACK, effort.choose("60", "3"))
            .timeLimit(Duration.ofMinutes(5))
            .build();
    trials.add(new FirstRounds(Trial.of(OUTAGE, ON_LOGBACK, outage), ROUNDS_OF_OUTAGE));
    return trials;
  }

  private static ChildJvm.Builder ours(Class<?> program) {
    return ChildJvm.builder(program).jvmOptions("-Xms512m", "-Xmx512m");
  }

  @Override
  public List<Target> targets() {
    return List.of(
        Target.atMostAbove(
            100,
            "A dropped event on Logback: at most 100 ns above the framework's own",
            DROPPED,
            CPU,
            ON_LOGBACK,
            "logback-event-kept"),
        Target.atMostAbove(
            0,
            "A dropped event on Logback: 0 B above the framework's own",
            DROPPED,
            ALLOCATED,
            ON_LOGBACK,
            "logback-event-kept"),
        Target.atMostAbove(
            100,
            "A dropped event on Log4j: at most 100 ns above the framework's own",
            DROPPED,
            CPU,
            ON_LOG4J,
            "log4j2-event-kept"),
        Target.atMostAbove(
            0,
            "A dropped event on Log4j: 0 B above the framework's own",
            DROPPED,
            ALLOCATED,
            ON_LOG4J,
            "log4j2-event-kept"),
        Target.atMost(
            1.1,
            "Heap at saturation: at most bufferSize + 10 %",
            SATURATED,
            HEAP_RATIO,
            ON_LOGBACK));
  }
}
