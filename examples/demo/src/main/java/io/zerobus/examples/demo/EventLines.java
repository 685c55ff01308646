// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The lines of the application's console that are log events: Logback's console appender, which is
 * not ours, writes one for each event, and it begins with a timestamp and a level.
 */
final class EventLines {
  private static final Pattern EVENT =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[-+]\\d\\d:\\d\\d)"
              + " (TRACE|DEBUG|INFO|WARN|ERROR) ");

  private EventLines() {}

  static boolean isEvent(String line) {
    return EVENT.matcher(line).lookingAt();
  }

  static long count(Path console) throws IOException {
    try (Stream<String> lines = Files.lines(console)) {
      return lines.filter(EventLines::isEvent).count();
    }
  }
}
