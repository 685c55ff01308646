// SPDX-License-Identifier: Apache-2.0
package io.zerobus.metrics;

import io.zerobus.HeadersProvider;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.log.AppenderSettings;
import io.zerobus.log.EventMapper;
import io.zerobus.log.EventPipeline;
import io.zerobus.log.LogRecordWriter;
import io.zerobus.log.StatusSink;
import io.zerobus.log.WrongSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Appenders of texts to a service, with the shippers that all of this class loader share. */
final class LogRig implements AutoCloseable {

  static final String TABLE = "main.default.metered";

  final ScriptedServer server = new ScriptedServer(ScriptedServer.FAITHFUL);
  private final int port = server.port();
  private final List<EventPipeline<String>> pipelines = new ArrayList<>();
  private boolean stopped;

  /** A pipeline that is stopped at the end. Its events are messages; one of them cannot be read. */
  EventPipeline<String> start() {
    try {
      AppenderSettings settings =
          AppenderSettings.builder()
              .systemProperties(Map.of())
              .environment(Map.of())
              .set("serverEndpoint", "http://127.0.0.1:" + port)
              .set("tableName", TABLE)
              .set("headersProvider", Headers.class.getName())
              .set("shutdownHook", "false")
              .build();
      EventPipeline<String> pipeline = EventPipeline.start(settings, new Silence(), new Texts());
      pipelines.add(pipeline);
      return pipeline;
    } catch (WrongSettingException e) {
      throw new AssertionError(e);
    }
  }

  void stopServer() {
    if (!stopped) {
      stopped = true;
      server.close();
    }
  }

  @Override
  public void close() {
    pipelines.forEach(EventPipeline::stop);
    LogShippers.closeIdle();
    stopServer();
  }

  /** Found by its name. */
  public static final class Headers implements HeadersProvider {
    @Override
    public Map<String, String> getHeaders() {
      return Map.of(AUTHORIZATION, "Bearer t", TABLE_NAME, TABLE);
    }
  }

  private static final class Texts implements EventMapper<String> {
    @Override
    public String loggerName(String event) {
      return "com.example.App";
    }

    @Override
    public boolean isWarnOrAbove(String event) {
      return false;
    }

    @Override
    public void map(String event, LogRecordWriter record) {
      if (event.equals("unreadable")) {
        throw new IllegalStateException(event);
      }
      record.message(event);
    }
  }

  private static final class Silence implements StatusSink {
    @Override
    public void info(String message) {}

    @Override
    public void warn(String message, Throwable cause) {}

    @Override
    public void error(String message, Throwable cause) {}
  }
}
