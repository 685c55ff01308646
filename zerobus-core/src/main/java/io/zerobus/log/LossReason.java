// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/** Why an event that was given to an appender will not be in the table. */
public enum LossReason {
  /** The buffer had no room. */
  OVERFLOW("the buffer is full; the service is away or too slow, or bufferSize is too small"),
  /** Even the parts that are never cut are larger than {@code maxRecordSize}. */
  OVERSIZE("larger than maxRecordSize even when cut"),
  /** The event could not be read or written. */
  ENCODE("the event could not be encoded"),
  /** The appender was stopped before the event could be delivered. */
  SHUTDOWN("not delivered when the appender was stopped"),
  /** The event comes from shipping events, which would go round in a circle. */
  RECURSION(
      "the event comes from the shipping of events: from one of its threads or loggers, or from within"
          + " another event");

  private final String explanation;

  LossReason(String explanation) {
    this.explanation = explanation;
  }

  String explanation() {
    return explanation;
  }
}
