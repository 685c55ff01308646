// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Locale;

/** Why an event that was given to an appender will not be in the table. */
public enum LossReason {
  /** The buffer had no room, or the record was given up for a newer one. */
  OVERFLOW("the buffer is full; the service is away or too slow, or bufferSize is too small"),
  /** The buffer kept its last room for events of WARN and above. */
  LEVEL(
      "the buffer is nearly full, and the rest of it is kept for WARN and above"
          + " (overflowPolicy drop-low-levels)"),
  /** Even the parts that are never cut are larger than {@code maxRecordSize}. */
  OVERSIZE("larger than maxRecordSize even when cut"),
  /** The event could not be read or written. */
  ENCODE("the event could not be encoded"),
  /** The table refused the record, and takes others. */
  REJECTED("the table refused the record"),
  /** The appender was stopped before the event could be delivered. */
  SHUTDOWN("not delivered when the appender was stopped"),
  /** The event comes from shipping events, which would go round in a circle. */
  RECURSION(
      "the event comes from the shipping of events: from one of its threads or loggers, or from within"
          + " another event");

  private final String label = name().toLowerCase(Locale.ROOT);
  private final String explanation;

  LossReason(String explanation) {
    this.explanation = explanation;
  }

  /** As statistics and messages call it, for example {@code overflow}. */
  public String label() {
    return label;
  }

  String explanation() {
    return explanation;
  }
}
