// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.trouble;

/** In what state an appender is stopped. */
enum StopCase {
  NEVER_CONNECTED("stop, nobody listens, 2 000 events wait"),
  EMPTY("stop, connected, nothing waits"),
  BACKLOG("stop, connected, a full buffer waits"),
  STALLED("stop, the server stalls, a full buffer waits");

  private final String caseName;

  StopCase(String caseName) {
    this.caseName = caseName;
  }

  String caseName() {
    return caseName;
  }
}
