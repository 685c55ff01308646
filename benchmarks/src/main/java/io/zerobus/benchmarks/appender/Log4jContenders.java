// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.log4j2.ZerobusAppender;
import java.time.Duration;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;

/** The ways through Log4j. */
final class Log4jContenders {

  private Log4jContenders() {}

  /** Ends on the calling thread: whatever was logged has arrived. */
  static final class Direct extends Log4jContender {

    Direct(Appender appender) {
      attach(appender);
    }

    /** Encodes with the template layout, in the shape that Elastic gives it. */
    Direct() {
      attach(
          new Log4jEnds.Encoding(
              JsonTemplateLayout.newBuilder()
                  .setConfiguration(configuration())
                  .setEventTemplateUri("classpath:EcsLayout.json")
                  .build()));
    }

    @Override
    public long settle(long logged) {
      return 0;
    }
  }

  /** All loggers are asynchronous: ends on Log4j's own thread, which counts. */
  static final class HandedOver extends Log4jContender {

    private final Arrivals arrivals;

    HandedOver(Arrivals arrivals) {
      this.arrivals = arrivals;
      attach(new Log4jEnds.Counting(arrivals));
    }

    @Override
    public long settle(long logged) {
      return arrivals.await(logged);
    }
  }

  static Contender asyncLogger() {
    System.setProperty(
        "log4j2.contextSelector",
        "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
    return new HandedOver(new Arrivals());
  }

  /** Ours: encoded on the calling thread, sent to a server in another process. */
  static final class Zerobus extends Log4jContender {

    private final ZerobusAppender appender;

    Zerobus(String serverEndpoint) {
      appender =
          ZerobusAppender.newBuilder()
              .setName("measured")
              .setConfiguration(configuration())
              .setServerEndpoint(serverEndpoint)
              .setTableName(FixedHeaders.TABLE)
              .setHeadersProvider(FixedHeaders.class.getName())
              .build();
      attach(appender);
    }

    @Override
    public long settle(long logged) throws InterruptedException {
      return LogbackContenders.settleShipper(appender.flush(Duration.ofSeconds(10)), logged);
    }
  }
}
