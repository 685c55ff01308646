// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import net.logstash.logback.encoder.LogstashEncoder;
import org.jspecify.annotations.Nullable;

/** Appenders at the end of a way, which measure nothing themselves. */
final class LogbackEnds {

  private LogbackEnds() {}

  /** Looks at nothing: what Logback costs without an appender. */
  static final class Ignoring extends UnsynchronizedAppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {}
  }

  /** Keeps the event a moment and asks it for nothing: so it has to be made. */
  static class Keeping extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private volatile Object last = "";

    @Override
    protected void append(ILoggingEvent event) {
      last = event;
    }

    Object last() {
      return last;
    }
  }

  /**
   * Asks for what every appender has to ask for and keeps the event a moment: what Logback itself
   * makes for an event that is not only thrown away.
   */
  static final class Reading extends Keeping {

    @Override
    protected void append(ILoggingEvent event) {
      event.prepareForDeferredProcessing();
      super.append(event);
    }
  }

  /** Counts, after another end has had the event. Called by one thread, that of a queue. */
  static final class Counting extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final Arrivals arrivals;
    private final @Nullable Appender<ILoggingEvent> first;

    Counting(Arrivals arrivals, @Nullable Appender<ILoggingEvent> first) {
      this.arrivals = arrivals;
      this.first = first;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (first != null) {
        first.doAppend(event);
      }
      arrivals.add(1);
    }
  }

  /** Encodes into an array, as Logback's own appenders do, and forgets it. */
  static final class Encoding extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final Encoder<ILoggingEvent> encoder;
    private int last;

    Encoding(Encoder<ILoggingEvent> encoder) {
      this.encoder = encoder;
    }

    @Override
    public void start() {
      encoder.setContext(getContext());
      encoder.start();
      super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      last = encoder.encode(event).length;
    }

    int last() {
      return last;
    }
  }

  /** Encodes into a stream, as the encoder's own appenders do, which is cheaper than an array. */
  static final class StreamEncoding extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final LogstashEncoder encoder = new LogstashEncoder();
    private final OutputStream out = OutputStream.nullOutputStream();

    @Override
    public void start() {
      encoder.setContext(getContext());
      encoder.start();
      super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      try {
        encoder.encode(event, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
