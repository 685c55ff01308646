// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.appender.LogbackContenders.WhenFull;
import java.util.List;

/** All that are compared, by name. */
public final class Contenders {

  /** Those of the log call, in the order of the table. */
  static final List<String> OF_LOG_CALL =
      List.of(
          "zerobus-logback",
          "logback-no-op",
          "logback-event-read",
          "logstash-encoder",
          "logstash-hand-over",
          "logstash",
          "logback-json-encoder",
          "logback-async-hand-over",
          "logback-async-json",
          "loki4j",
          "opentelemetry",
          "zerobus-log4j2",
          "log4j2-no-op",
          "log4j2-event-read",
          "log4j2-template-layout",
          "log4j2-async-hand-over",
          "log4j2-async-template");

  private Contenders() {}

  /**
   * Starts one; one a JVM.
   *
   * @param valve before the end of a peer's way; ours have a server for it
   */
  public static Contender start(String name, Endpoints endpoints, Valve valve) {
    return name.contains("log4j2")
        ? startOnLog4j(name, endpoints, valve)
        : startOnLogback(name, endpoints, valve);
  }

  /** Whether it is one of ours, which needs a server. */
  public static boolean isOurs(String name) {
    return name.startsWith("zerobus");
  }

  /** Whether each event is encoded, on whatever thread, and nothing else is done with it. */
  static boolean encodes(String name) {
    return switch (name) {
      case "logstash-encoder",
          "logstash",
          "logback-json-encoder",
          "logback-async-json",
          "log4j2-template-layout",
          "log4j2-async-template" ->
          true;
      default -> false;
    };
  }

  private static Contender startOnLogback(String name, Endpoints endpoints, Valve valve) {
    return switch (name) {
      case "zerobus-logback" -> new LogbackContenders.Zerobus(endpoints);
      case "logback-no-op" -> new LogbackContenders.Direct(new LogbackEnds.Ignoring());
      case "logback-event-kept" -> new LogbackContenders.Direct(new LogbackEnds.Keeping());
      case "logback-event-read" -> new LogbackContenders.Direct(new LogbackEnds.Reading());
      case "logstash-encoder" -> new LogbackContenders.Direct(new LogbackEnds.StreamEncoding());
      case "logstash-hand-over" -> LogbackContenders.logstash(null, valve);
      case "logstash" -> LogbackContenders.logstash(new LogbackEnds.StreamEncoding(), valve);
      case "logback-json-encoder" -> new LogbackContenders.Direct(LogbackContenders.jsonEncoder());
      case "logback-async-hand-over" -> LogbackContenders.async(WhenFull.WAIT, null, valve);
      case "logback-async-never-block" -> LogbackContenders.async(WhenFull.DROP, null, valve);
      case "logback-async-json" ->
          LogbackContenders.async(WhenFull.WAIT, LogbackContenders.jsonEncoder(), valve);
      case "logstash-tcp" -> LogbackContenders.logstashTcp(endpoints.rawPort(), valve);
      case "loki4j" -> new Loki4j(valve);
      case "opentelemetry" -> new OpenTelemetryBatch(valve);
      default -> throw new IllegalArgumentException("no contender " + name);
    };
  }

  private static Contender startOnLog4j(String name, Endpoints endpoints, Valve valve) {
    return switch (name) {
      case "zerobus-log4j2" -> new Log4jContenders.Zerobus(endpoints);
      case "log4j2-no-op" -> new Log4jContenders.Direct(new Log4jEnds.Ignoring());
      case "log4j2-event-kept" -> new Log4jContenders.Direct(new Log4jEnds.Keeping());
      case "log4j2-event-read" -> new Log4jContenders.Direct(new Log4jEnds.Reading());
      case "log4j2-template-layout" -> new Log4jContenders.Encoded();
      case "log4j2-async-hand-over" ->
          Log4jContenders.asyncLogger(Log4jContenders.Behind.NOTHING, valve);
      case "log4j2-async-template" ->
          Log4jContenders.asyncLogger(Log4jContenders.Behind.TEMPLATE_LAYOUT, valve);
      default -> throw new IllegalArgumentException("no contender " + name);
    };
  }
}
