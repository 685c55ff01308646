// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import java.util.List;

/** All that are compared, by name. */
public final class Contenders {

  /** In the order of the table. */
  public static final List<String> NAMES =
      List.of(
          "zerobus on Logback",
          "Logback, no appender",
          "Logback, event only",
          "logstash encoder",
          "logstash hand-over",
          "Logback JsonEncoder",
          "Logback AsyncAppender hand-over",
          "loki4j",
          "OpenTelemetry appender",
          "zerobus on Log4j",
          "Log4j, no appender",
          "Log4j, message only",
          "Log4j JsonTemplateLayout",
          "Log4j AsyncLogger hand-over");

  private Contenders() {}

  /**
   * Starts one; one a JVM.
   *
   * @param serverEndpoint where ours sends its records
   */
  public static Contender start(String name, String serverEndpoint) {
    switch (name) {
      case "zerobus on Logback":
        return new LogbackContenders.Zerobus(serverEndpoint);
      case "Logback, no appender":
        return new LogbackContenders.Direct(new LogbackEnds.Ignoring());
      case "Logback, event only":
        return new LogbackContenders.Direct(new LogbackEnds.Reading());
      case "logstash encoder":
        return LogbackContenders.logstashEncoder();
      case "logstash hand-over":
        return LogbackContenders.logstashHandOver();
      case "Logback JsonEncoder":
        return LogbackContenders.jsonEncoder();
      case "Logback AsyncAppender hand-over":
        return LogbackContenders.asyncHandOver();
      case "loki4j":
        return new Loki4j();
      case "OpenTelemetry appender":
        return new OpenTelemetryBatch();
      case "zerobus on Log4j":
        return new Log4jContenders.Zerobus(serverEndpoint);
      case "Log4j, no appender":
        return new Log4jContenders.Direct(new Log4jEnds.Ignoring());
      case "Log4j, message only":
        return new Log4jContenders.Direct(new Log4jEnds.Reading());
      case "Log4j JsonTemplateLayout":
        return new Log4jContenders.Direct();
      case "Log4j AsyncLogger hand-over":
        return Log4jContenders.asyncLogger();
      default:
        throw new IllegalArgumentException("no contender " + name);
    }
  }
}
