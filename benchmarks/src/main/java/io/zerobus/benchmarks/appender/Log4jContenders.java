// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.log4j2.ZerobusAppender;
import java.time.Duration;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;

/** The ways through Log4j. */
final class Log4jContenders {

  private Log4jContenders() {}

  /** What is behind the loggers. */
  enum Behind {
    /** Nothing that takes time. */
    NOTHING,
    /** The template layout, in the shape that Elastic gives it. */
    TEMPLATE_LAYOUT
  }

  /** Ends on the calling thread: whatever was logged has arrived. */
  static final class Direct extends Log4jContender {

    Direct(Appender appender) {
      attach(appender);
    }

    @Override
    public long settle(long logged) {
      return 0;
    }
  }

  /** All loggers are asynchronous: ends on Log4j's own thread, which counts. */
  static final class HandedOver extends Log4jContender {

    private final Arrivals arrivals;

    HandedOver(Behind behind, Valve valve) {
      arrivals = new Arrivals(valve);
      Log4jEnds.Encoding encoding =
          behind == Behind.NOTHING ? null : templateLayout(configuration());
      attach(new Log4jEnds.Counting(arrivals, encoding));
    }

    @Override
    public long settle(long logged) {
      return arrivals.await(logged);
    }
  }

  /** Encodes on the calling thread. */
  static final class Encoded extends Log4jContender {

    Encoded() {
      attach(templateLayout(configuration()));
    }

    @Override
    public long settle(long logged) {
      return 0;
    }
  }

  private static Log4jEnds.Encoding templateLayout(Configuration configuration) {
    return new Log4jEnds.Encoding(
        JsonTemplateLayout.newBuilder()
            .setConfiguration(configuration)
            .setEventTemplateUri("classpath:EcsLayout.json")
            .build());
  }

  static Contender asyncLogger(Behind behind, Valve valve) {
    System.setProperty(
        "log4j2.contextSelector", "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
    return new HandedOver(behind, valve);
  }

  /** Ours: encoded on the calling thread, sent to a server in another process. */
  static final class Zerobus extends Log4jContender {

    private final ZerobusAppender appender;

    Zerobus(Endpoints endpoints) {
      appender =
          ZerobusAppender.newBuilder()
              .setName("measured")
              .setConfiguration(configuration())
              .setServerEndpoint(endpoints.server())
              .setWorkspaceUrl(endpoints.workspace())
              .setTableName(Endpoints.TABLE)
              .setClientId(Endpoints.CLIENT_ID)
              .setClientSecret(Endpoints.CLIENT_SECRET)
              .build();
      attach(appender);
    }

    @Override
    public long settle(long logged) throws InterruptedException {
      return Endpoints.lost(appender.flush(Duration.ofSeconds(10)), logged);
    }
  }
}
