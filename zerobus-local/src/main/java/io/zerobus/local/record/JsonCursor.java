// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON parser that can say where it is in the way of the service: line and column of the last
 * byte of the token just read, counted from 1.
 */
final class JsonCursor {

  private final JsonParser parser;

  JsonCursor(JsonParser parser) {
    this.parser = parser;
  }

  @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  /** The current token; only while there is one. */
  JsonToken token() {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IllegalStateException("no token");
    }
    return token;
  }

  /** The text of the current token: a name, a string, or a number as it is written. */
  String text() throws IOException, RecordException {
    String text = parser.getText();
    if (Utf8.hasLoneSurrogate(text)) {
      throw error("lone leading surrogate in hex escape");
    }
    return text;
  }

  JsonParser parser() {
    return parser;
  }

  RecordException error(String text) throws IOException {
    if (parser.currentToken() == JsonToken.FIELD_NAME) {
      // The parser has read on to the value; the name ends with its closing quote.
      JsonLocation start = parser.currentTokenLocation();
      int bytes = parser.currentName().getBytes(StandardCharsets.UTF_8).length + 2;
      return new RecordException(text, start.getLineNr(), start.getColumnNr() + bytes - 1);
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      parser.finishToken();
    }
    JsonLocation next = parser.currentLocation();
    return new RecordException(text, next.getLineNr(), Math.max(0, next.getColumnNr() - 1));
  }

  RecordException invalidType(String expected) throws IOException, RecordException {
    return error("invalid type: " + describe() + ", expected " + expected);
  }

  private String describe() throws IOException, RecordException {
    return switch (token()) {
      case START_OBJECT -> "map";
      case START_ARRAY -> "sequence";
      case VALUE_STRING -> "string \"" + text() + "\"";
      case VALUE_NUMBER_INT -> "integer `" + text() + "`";
      case VALUE_NUMBER_FLOAT -> "floating point `" + text() + "`";
      case VALUE_TRUE, VALUE_FALSE -> "boolean `" + text() + "`";
      default -> "null";
    };
  }
}
