// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.batching;

import io.zerobus.benchmarks.ChildJvm;
import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Suite;
import io.zerobus.benchmarks.Trial;
import java.util.List;

/** Where the defaults of batchRecords, batchSize and linger come from. */
public final class BatchingSuite implements Suite {

  static final String WHAT = "batching";

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String title() {
    return "What closes a batch";
  }

  @Override
  public String explanation() {
    return """
        The Logback appender with other settings than the defaults (`batchRecords` 1000, `batchSize`
        64 KiB, `linger` 20 ms), one changed at a time. *Full*: four threads log plain events as fast as
        the stream takes them, which `overflowPolicy=block` sees to. *Calm*: one thread logs 2000 events
        a second; there the linger closes the batches. Server and client are processes of their own on
        the same cores; CPU is that of the client.""";
  }

  @Override
  public List<Trial> trials(Effort effort) {
    return List.of(
        trial("zerobus, defaults", effort),
        trial("batchSize 16 KiB", effort, "-Dzerobus.batch.size=16 KiB"),
        trial("batchSize 256 KiB", effort, "-Dzerobus.batch.size=256 KiB"),
        trial("batchRecords 100", effort, "-Dzerobus.batch.records=100"),
        trial("batchRecords 10000", effort, "-Dzerobus.batch.records=10000"),
        trial("linger 5 ms", effort, "-Dzerobus.linger=5 ms"),
        trial("linger 100 ms", effort, "-Dzerobus.linger=100 ms"));
  }

  private static Trial trial(String name, Effort effort, String... options) {
    ChildJvm child =
        ChildJvm.builder(BatchingRun.class)
            .jvmOptions("-Xms1g", "-Xmx1g")
            .jvmOptions("-Dzerobus.overflow.policy=block", "-Dzerobus.block.timeout=0")
            .jvmOptions(options)
            .arguments(name, effort.length().name())
            .build();
    return new BatchingTrial(name, child);
  }
}
