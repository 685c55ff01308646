// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

/** What kind of event is logged, and how many of them in one timed part. */
enum LogCall {
  PLAIN("plain event, 3 MDC entries", LogCall.PLAIN_BURST),
  FAILURE("event with an exception, 3 MDC entries", LogCall.FAILURE_BURST);

  /** As constants, which annotations need. */
  static final int PLAIN_BURST = 500;

  static final int FAILURE_BURST = 75;

  private final String caseName;
  private final int burst;

  LogCall(String caseName, int burst) {
    this.caseName = caseName;
    this.burst = burst;
  }

  String caseName() {
    return caseName;
  }

  int burst() {
    return burst;
  }

  /** One burst of events, which are numbered from {@code first} on. */
  void log(Contender contender, int first) {
    log(contender, first, burst);
  }

  /** So many events, which are numbered from {@code first} on. */
  void log(Contender contender, int first, int calls) {
    int end = first + calls;
    if (this == FAILURE) {
      for (int i = first; i < end; i++) {
        contender.failure(i);
      }
    } else {
      for (int i = first; i < end; i++) {
        contender.plain(i);
      }
    }
  }
}
