// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import java.util.concurrent.atomic.LongAdder;

/** What a server has received since it was started, over all streams. Thread-safe. */
final class Received {

  private final LongAdder records = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder faults = new LongAdder();

  void add(Request request) {
    records.add(request.records());
    requests.increment();
    bytes.add(request.bytes());
  }

  /** An offset that is not the one after the last. */
  void fault() {
    faults.increment();
  }

  ServerCounts counts(long cpuNanos) {
    return new ServerCounts(records.sum(), requests.sum(), bytes.sum(), faults.sum(), cpuNanos);
  }
}
