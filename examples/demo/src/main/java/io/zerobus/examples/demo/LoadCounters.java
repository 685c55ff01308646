// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.util.concurrent.atomic.LongAdder;

/** Counts answers. Safe for use by several threads. */
final class LoadCounters {
  private final LongAdder requests = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder unexpected = new LongAdder();

  void answered(int status, int expectedStatus) {
    requests.increment();
    if (status >= 500) {
      failed.increment();
    } else if (status >= 400) {
      refused.increment();
    }
    if (status != expectedStatus) {
      unexpected.increment();
    }
  }

  long requests() {
    return requests.sum();
  }

  long unexpected() {
    return unexpected.sum();
  }

  String summary() {
    return "%d requests, %d of them refused (4xx), %d failed (5xx), as they are meant to"
        .formatted(requests.sum(), refused.sum(), failed.sum());
  }
}
