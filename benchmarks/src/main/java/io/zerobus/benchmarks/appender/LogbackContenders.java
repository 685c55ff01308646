// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.zerobus.logback.ZerobusAppender;
import java.net.Socket;
import java.time.Duration;
import net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender;
import net.logstash.logback.appender.LogstashTcpSocketAppender;
import net.logstash.logback.appender.listener.TcpAppenderListener;
import net.logstash.logback.encoder.LogstashEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The ways through Logback. */
final class LogbackContenders {

  /** Room for far more than a burst. */
  private static final int QUEUE = 16_384;

  private LogbackContenders() {}

  /** What Logback's asynchronous appender does when its queue is full. */
  enum WhenFull {
    WAIT,
    DROP
  }

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

    Zerobus(Endpoints endpoints) {
      appender.setServerEndpoint(endpoints.server());
      appender.setWorkspaceUrl(endpoints.workspace());
      appender.setTableName(Endpoints.TABLE);
      appender.setClientId(Endpoints.CLIENT_ID);
      appender.setClientSecret(Endpoints.CLIENT_SECRET);
      attach(appender);
    }

    @Override
    public long settle(long logged) throws InterruptedException {
      return Endpoints.lost(appender.flush(Duration.ofSeconds(10)), logged);
    }
  }

  /** logstash-logback-encoder's asynchronous appender, with its encoder behind it or nothing. */
  static Contender logstash(@Nullable Appender<ILoggingEvent> behind, Valve valve) {
    Arrivals arrivals = new Arrivals(valve);
    LoggingEventAsyncDisruptorAppender appender = new LoggingEventAsyncDisruptorAppender();
    appender.setRingBufferSize(QUEUE);
    appender.addAppender(counting(arrivals, behind));
    return new HandedOver(appender, arrivals);
  }

  /** Logback's own asynchronous appender, with an encoder behind it or nothing. */
  static Contender async(WhenFull whenFull, @Nullable Appender<ILoggingEvent> behind, Valve valve) {
    Arrivals arrivals = new Arrivals(valve);
    AsyncAppender appender = new AsyncAppender();
    appender.setContext(context()); // asked for when an appender is added
    appender.setQueueSize(QUEUE);
    appender.setDiscardingThreshold(0);
    appender.setNeverBlock(whenFull == WhenFull.DROP);
    appender.addAppender(counting(arrivals, behind));
    return new HandedOver(appender, arrivals);
  }

  /** logstash-logback-encoder over a plain socket, which nobody acknowledges; waits when full. */
  static Contender logstashTcp(int port, Valve valve) {
    Arrivals arrivals = new Arrivals(valve);
    LogstashTcpSocketAppender appender = new LogstashTcpSocketAppender();
    appender.addDestination("127.0.0.1:" + port);
    appender.setEncoder(new LogstashEncoder());
    appender.setRingBufferSize(QUEUE);
    appender.setAppendTimeout(ch.qos.logback.core.util.Duration.buildByMilliseconds(-1));
    appender.addListener(new SentListener(arrivals));
    return new HandedOver(appender, arrivals);
  }

  private static final class SentListener implements TcpAppenderListener<ILoggingEvent> {

    private final Arrivals arrivals;

    SentListener(Arrivals arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    public void eventSent(
        Appender<ILoggingEvent> appender, Socket socket, ILoggingEvent event, long nanos) {
      arrivals.add(1);
    }
  }

  static Appender<ILoggingEvent> jsonEncoder() {
    return new LogbackEnds.Encoding(new JsonEncoder());
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static Appender<ILoggingEvent> counting(
      Arrivals arrivals, @Nullable Appender<ILoggingEvent> behind) {
    if (behind != null) {
      behind.setContext(context());
      behind.start();
    }
    Appender<ILoggingEvent> end = new LogbackEnds.Counting(arrivals, behind);
    end.setContext(context());
    end.start();
    return end;
  }
}
