// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a flat JSON object: strings, whole numbers ({@code Long}), other numbers ({@code Double}),
 * booleans and null. A nested value is refused; the demo's queries and the ready line have none.
 */
final class JsonObject {
  private final String text;
  private int position;

  private JsonObject(String text) {
    this.text = text;
  }

  /**
   * Reads one object.
   *
   * @throws IllegalArgumentException if the text is anything else; the text is not in the message,
   *     for it may hold a secret
   */
  static Map<String, @Nullable Object> parse(String text) {
    JsonObject reader = new JsonObject(text);
    Map<String, @Nullable Object> values = reader.object();
    reader.skipSpace();
    if (reader.position < text.length()) {
      throw reader.unexpected();
    }
    return values;
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    expect('{');
    if (consumeIf('}')) {
      return values;
    }
    do {
      skipSpace();
      String name = string();
      expect(':');
      values.put(name, value());
    } while (consumeIf(','));
    expect('}');
    return values;
  }

  private @Nullable Object value() {
    skipSpace();
    char c = peek();
    if (c == '"') {
      return string();
    }
    int start = position;
    while (position < text.length() && ",}] \t\r\n".indexOf(text.charAt(position)) < 0) {
      position++;
    }
    String word = text.substring(start, position);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> number(word, start);
    };
  }

  private Number number(String word, int start) {
    try {
      if (word.matches("-?\\d+")) {
        return Long.valueOf(word);
      }
      if (word.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?")) {
        return Double.valueOf(word);
      }
    } catch (NumberFormatException e) {
      // A whole number beyond 64 bits: refused below.
    }
    position = start;
    throw unexpected();
  }

  private String string() {
    if (peek() != '"') {
      throw unexpected();
    }
    position++;
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(position++);
      value.append(c == '\\' ? escaped() : c);
    }
    position++;
    return value.toString();
  }

  private char escaped() {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        position--;
        throw unexpected();
      }
    };
  }

  private char unicode() {
    int end = position + 4;
    if (end > text.length() || !text.substring(position, end).matches("[0-9a-fA-F]{4}")) {
      throw unexpected();
    }
    char c = (char) Integer.parseInt(text.substring(position, end), 16);
    position = end;
    return c;
  }

  private void expect(char c) {
    if (!consumeIf(c)) {
      throw unexpected();
    }
  }

  private boolean consumeIf(char c) {
    skipSpace();
    if (position < text.length() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private char peek() {
    if (position >= text.length()) {
      throw unexpected();
    }
    return text.charAt(position);
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        position >= text.length()
            ? "JSON object ends too early, after " + text.length() + " characters"
            : "no flat JSON object: unexpected '"
                + text.charAt(position)
                + "' at character "
                + (position + 1));
  }
}
