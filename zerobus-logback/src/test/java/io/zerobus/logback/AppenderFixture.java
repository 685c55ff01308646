// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.log.EventPipeline;
import io.zerobus.log.LossReason;
import io.zerobus.testing.RecordingSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** An appender at the root of a Logback of its own, shipping into {@link RecordingSink}s. */
final class AppenderFixture {

  final LoggerContext context = new LoggerContext();
  final List<RecordingSink> sinks = new ArrayList<>();
  final ZerobusAppender appender =
      new ZerobusAppender(
          (settings, status, mapper) -> {
            RecordingSink sink = new RecordingSink();
            sinks.add(sink);
            return EventPipeline.into(sink, settings, mapper);
          });

  AppenderFixture() {
    this(new BasicMDCAdapter());
  }

  AppenderFixture(@Nullable MDCAdapter mdcAdapter) {
    if (mdcAdapter != null) {
      context.setMDCAdapter(mdcAdapter);
    }
    appender.setContext(context);
    appender.setName("ZEROBUS");
    appender.settings().systemProperties(Map.of()).environment(Map.of());
    appender.setServerEndpoint("https://ingest.example.com");
    appender.setWorkspaceUrl("https://workspace.example.com");
    appender.setTableName("main.default.logs");
    appender.setClientId("an-id");
    appender.setClientSecret("a-secret");
    appender.setShutdownHook("false");
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.ALL);
    root.addAppender(appender);
  }

  AppenderFixture start() {
    appender.start();
    return this;
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
      throw new AssertionError("not one record: " + records + ", " + troubles());
    }
    return records.get(0);
  }

  /** The lines of the status at WARN and above. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    for (Status status : context.getStatusManager().getCopyOfStatusList()) {
      if (status.getLevel() >= Status.WARN) {
        String level = status.getLevel() == Status.WARN ? "WARN " : "ERROR ";
        troubles.add(level + status.getMessage());
      }
    }
    return troubles;
  }
}
