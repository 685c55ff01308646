// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets all streams of a server stall and go on: while shut, nothing is read and nothing is
 * acknowledged. Thread-safe.
 */
final class Gate {

  private final Set<IngestCall> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;

  boolean isShut() {
    return shut;
  }

  void add(IngestCall call) {
    calls.add(call);
  }

  void remove(IngestCall call) {
    calls.remove(call);
  }

  void shut() {
    shut = true;
  }

  void open() {
    shut = false;
    calls.forEach(IngestCall::goOn);
  }

  /** Acknowledges what waits, on all streams. */
  void acknowledge() {
    if (!shut) {
      calls.forEach(IngestCall::acknowledge);
    }
  }
}
