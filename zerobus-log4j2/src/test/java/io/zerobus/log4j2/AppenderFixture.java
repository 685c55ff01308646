// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.log.EventPipeline;
import io.zerobus.log.LossReason;
import io.zerobus.testing.RecordingSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.NullConfiguration;

/** An appender at the root of a Log4j of its own, shipping into {@link RecordingSink}s. */
final class AppenderFixture implements AutoCloseable {

  private static final AtomicInteger COUNTER = new AtomicInteger();

  final LoggerContext context;
  final List<RecordingSink> sinks = new ArrayList<>();
  final StatusLines status = new StatusLines();
  final ZerobusAppender.Builder builder = ZerobusAppender.newBuilder();

  private ZerobusAppender appender;

  AppenderFixture() {
    this(new LoggerContext("fixture-" + COUNTER.incrementAndGet()));
  }

  AppenderFixture(LoggerContext context) {
    this.context = context;
    Configuration configuration = new NullConfiguration();
    context.start(configuration);
    LoggerConfig root = configuration.getRootLogger();
    List.copyOf(root.getAppenders().keySet()).forEach(root::removeAppender);
    root.setLevel(Level.ALL);
    context.updateLoggers();
    status.forget();
    complete(builder, "ZEROBUS" + COUNTER.incrementAndGet());
  }

  /** Gives a builder all that an appender needs, and this fixture's sinks. */
  ZerobusAppender.Builder complete(ZerobusAppender.Builder builder, String name) {
    builder.settings().systemProperties(Map.of()).environment(Map.of());
    return builder
        .opener(
            (settings, status, mapper) -> {
              RecordingSink sink = new RecordingSink();
              sinks.add(sink);
              return EventPipeline.into(sink, settings, mapper);
            })
        .setName(name)
        .setServerEndpoint("https://ingest.example.com")
        .setWorkspaceUrl("https://workspace.example.com")
        .setTableName("main.default.logs")
        .setClientId("an-id")
        .setClientSecret("a-secret")
        .setShutdownHook("false");
  }

  AppenderFixture start() {
    appender().start();
    Configuration configuration = context.getConfiguration();
    configuration.addAppender(appender);
    configuration.getRootLogger().addAppender(appender, null, null);
    context.updateLoggers();
    return this;
  }

  ZerobusAppender appender() {
    if (appender == null) {
      appender = builder.build();
    }
    return appender;
  }

  Logger logger(String name) {
    return context.getLogger(name);
  }

  List<JsonNode> records() {
    return sinks.get(sinks.size() - 1).records();
  }

  /** Events lost by the appender that was started last. */
  long lost(LossReason reason) {
    return sinks.get(sinks.size() - 1).counts().lost(reason);
  }

  JsonNode onlyRecord() {
    List<JsonNode> records = records();
    if (records.size() != 1) {
      throw new AssertionError("not one record: " + records + ", " + status.all());
    }
    return records.get(0);
  }

  /** The lines of the status at WARN and above, without the name of the appender. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    for (String line : status.all()) {
      troubles.add(line.replace("Zerobus appender " + appender().getName() + ": ", ""));
    }
    return troubles;
  }

  @Override
  public void close() {
    context.stop();
    appender().stop();
    status.remove();
    ThreadContext.clearAll();
  }
}
