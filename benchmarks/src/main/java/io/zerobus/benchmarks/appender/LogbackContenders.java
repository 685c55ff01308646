// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import io.zerobus.logback.ZerobusAppender;
import io.zerobus.metrics.LogShippers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender;
import net.logstash.logback.encoder.LogstashEncoder;

/** The ways through Logback. */
final class LogbackContenders {

  /** Room for far more than a burst. */
  private static final int QUEUE = 16_384;

  private LogbackContenders() {}

  /** Ends on the calling thread: whatever was logged has arrived. */
  static final class Direct extends LogbackContender {

    Direct(Appender<ILoggingEvent> appender) {
      attach(appender);
    }

    @Override
    public long settle(long logged) {
      return 0;
    }
  }

  /** Ends on another thread, which counts. */
  static final class HandedOver extends LogbackContender {

    private final Arrivals arrivals;

    HandedOver(Appender<ILoggingEvent> appender, Arrivals arrivals) {
      this.arrivals = arrivals;
      attach(appender);
    }

    @Override
    public long settle(long logged) {
      return arrivals.await(logged);
    }
  }

  /** Ours: encoded on the calling thread, sent to a server in another process. */
  static final class Zerobus extends LogbackContender {

    private final ZerobusAppender appender = new ZerobusAppender();

    Zerobus(String serverEndpoint) {
      appender.setServerEndpoint(serverEndpoint);
      appender.setTableName(FixedHeaders.TABLE);
      appender.setHeadersProvider(FixedHeaders.class.getName());
      attach(appender);
    }

    @Override
    public long settle(long logged) throws InterruptedException {
      return settleShipper(appender.flush(Duration.ofSeconds(10)), logged);
    }
  }

  /** The events of ours that are lost; all that are not acknowledged when a flush was too slow. */
  static long settleShipper(boolean flushed, long logged) {
    var statistics = LogShippers.statistics().get(0);
    return flushed ? statistics.lostInAll() : logged - statistics.acknowledged();
  }

  static Contender logstashHandOver() {
    Arrivals arrivals = new Arrivals();
    LoggingEventAsyncDisruptorAppender appender = new LoggingEventAsyncDisruptorAppender();
    appender.setRingBufferSize(QUEUE);
    appender.addAppender(started(new LogbackEnds.Counting(arrivals)));
    return new HandedOver(appender, arrivals);
  }

  static Contender logstashEncoder() {
    LogstashEncoder encoder = new LogstashEncoder();
    return new Direct(new StreamEncoding(encoder));
  }

  static Contender asyncHandOver() {
    Arrivals arrivals = new Arrivals();
    AsyncAppender appender = new AsyncAppender();
    appender.setQueueSize(QUEUE);
    appender.setDiscardingThreshold(0);
    appender.addAppender(started(new LogbackEnds.Counting(arrivals)));
    return new HandedOver(appender, arrivals);
  }

  static Contender jsonEncoder() {
    return new Direct(new Encoding(new JsonEncoder()));
  }

  private static Appender<ILoggingEvent> started(Appender<ILoggingEvent> appender) {
    appender.start();
    return appender;
  }

  /** Encodes into an array, as Logback's own appenders do, and forgets it. */
  private static final class Encoding extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final Encoder<ILoggingEvent> encoder;
    private long bytes;

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
      bytes += encoder.encode(event).length;
    }
  }

  /** Encodes into a stream, as the encoder's own appenders do, which is cheaper than an array. */
  private static final class StreamEncoding extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final LogstashEncoder encoder;
    private final OutputStream out = OutputStream.nullOutputStream();

    StreamEncoding(LogstashEncoder encoder) {
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
      try {
        encoder.encode(event, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
