// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line by which a server says that it is ready: a flat JSON object of strings. Uses the JDK
 * only.
 */
final class ReadyLine {

  private static final Pattern ENTRY =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

  private final Map<String, String> values;

  private ReadyLine(Map<String, String> values) {
    this.values = values;
  }

  static ReadyLine parse(String line) {
    Map<String, String> values = new LinkedHashMap<>();
    Matcher entries = ENTRY.matcher(line);
    while (entries.find()) {
      values.put(unescape(entries.group(1)), unescape(entries.group(2)));
    }
    return new ReadyLine(values);
  }

  String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the server did not tell its " + name);
    }
    return value;
  }

  private static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(escape -> Matcher.quoteReplacement(character(escape.group(1))));
  }

  private static String character(String escape) {
    return switch (escape.charAt(0)) {
      case 'u' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case 'b' -> "\b";
      case 'f' -> "\f";
      default -> escape;
    };
  }
}
