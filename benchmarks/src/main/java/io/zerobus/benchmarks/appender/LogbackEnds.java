// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/** Appenders at the end of a way, which measure nothing themselves. */
final class LogbackEnds {

  private LogbackEnds() {}

  /** Looks at nothing: what Logback costs without an appender. */
  static final class Ignoring extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private long seen;

    @Override
    protected void append(ILoggingEvent event) {
      seen++;
    }
  }

  /**
   * Asks for what every appender has to ask for and keeps the event a moment: what Logback itself
   * makes for an event that is not only thrown away.
   */
  static final class Reading extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private volatile Object last = "";

    @Override
    protected void append(ILoggingEvent event) {
      event.prepareForDeferredProcessing();
      last = event;
    }

    Object last() {
      return last;
    }
  }

  /** Counts. Called by one thread, that of a queue. */
  static final class Counting extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final Arrivals arrivals;

    Counting(Arrivals arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    protected void append(ILoggingEvent event) {
      arrivals.add(1);
    }
  }
}
