// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import io.zerobus.schema.ColumnType.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a type as SQL and Spark write it.
 *
 * <pre>
 * type   = ARRAY &lt; type &gt; | MAP &lt; type , type &gt; | STRUCT &lt; [field {, field}] &gt;
 *        | word {word} [( anything )] {word}
 * field  = name [:] type [NOT NULL] [COMMENT 'text']
 * </pre>
 */
final class TypeText {
  /** Deeper than any STRUCT that a protobuf parser reads, each in an ARRAY. */
  static final int MAX_DEPTH = 220;

  private static final Map<String, Kind> KINDS = kinds();
  private static final Map<Kind, String> NAMES = names();

  private final String text;
  private int at;

  private TypeText(String text) {
    this.text = text;
  }

  /** The type, or null when the text is none. */
  static @Nullable ColumnType parse(String text) {
    TypeText reader = new TypeText(text);
    try {
      ColumnType type = reader.type(0);
      reader.skipBlanks();
      return reader.at == text.length() ? type : null;
    } catch (MalformedTypeException e) {
      return null;
    }
  }

  static SchemaException tooDeep() {
    return SchemaException.refused("types are nested more than " + MAX_DEPTH + " deep", null);
  }

  private ColumnType type(int depth) throws MalformedTypeException {
    if (depth > MAX_DEPTH) {
      throw tooDeep();
    }
    int start = at;
    String word = word().toUpperCase(Locale.ROOT);
    if (skip('<')) {
      switch (word) {
        case "ARRAY":
          ColumnType element = type(depth + 1);
          expect('>');
          return ColumnType.array(element);
        case "MAP":
          ColumnType key = type(depth + 1);
          expect(',');
          ColumnType value = type(depth + 1);
          expect('>');
          return ColumnType.map(key, value);
        case "STRUCT":
          return struct(depth);
        default:
          throw new MalformedTypeException();
      }
    }
    at = start;
    return scalar();
  }

  private ColumnType struct(int depth) throws MalformedTypeException {
    List<Column> fields = new ArrayList<>();
    if (skip('>')) {
      return ColumnType.struct(fields);
    }
    do {
      String name = name();
      skip(':');
      ColumnType type = type(depth + 1);
      boolean nullable = true;
      if (skipWord("NOT")) {
        if (!skipWord("NULL")) {
          throw new MalformedTypeException();
        }
        nullable = false;
      }
      String comment = skipWord("COMMENT") ? quoted('\'') : null;
      fields.add(new Column(name, type, nullable, fields.size(), comment));
    } while (skip(','));
    expect('>');
    return ColumnType.struct(fields);
  }

  private ColumnType scalar() throws MalformedTypeException {
    StringBuilder words = new StringBuilder(word());
    String arguments = "";
    while (true) {
      if (skip('(')) {
        int end = text.indexOf(')', at);
        if (end < 0) {
          throw new MalformedTypeException();
        }
        arguments = "(" + text.substring(at, end).replaceAll("\\s+", "") + ")";
        words.append(arguments);
        at = end + 1;
      } else if (isAtWord() && !isAtWord("NOT") && !isAtWord("COMMENT")) {
        words.append(' ').append(word());
      } else {
        return scalarOf(words.toString(), arguments);
      }
    }
  }

  private static ColumnType scalarOf(String words, String arguments) {
    String upper = words.toUpperCase(Locale.ROOT);
    String name =
        upper.endsWith(arguments) ? upper.substring(0, upper.length() - arguments.length()) : upper;
    if (name.startsWith("STRING COLLATE ") && arguments.isEmpty()) {
      return ColumnType.scalar(Kind.STRING, words);
    }
    if (name.equals("VARCHAR") || name.equals("CHAR")) {
      return ColumnType.scalar(
          arguments.matches("(\\(\\d+\\))?") ? Kind.STRING : Kind.UNKNOWN, upper);
    }
    Kind kind = KINDS.get(name);
    if (kind == Kind.DECIMAL && arguments.matches("(\\(\\d+(,\\d+)?\\))?")) {
      return ColumnType.scalar(kind, "DECIMAL" + arguments);
    }
    return kind != null && arguments.isEmpty()
        ? ColumnType.scalar(kind, String.valueOf(NAMES.get(kind)))
        : ColumnType.scalar(Kind.UNKNOWN, upper);
  }

  private String name() throws MalformedTypeException {
    skipBlanks();
    return at < text.length() && text.charAt(at) == '`' ? quoted('`') : word();
  }

  /** What stands between two of this quote; a doubled one stands for itself. */
  private String quoted(char quote) throws MalformedTypeException {
    expect(quote);
    StringBuilder content = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != quote) {
        content.append(c);
      } else if (at < text.length() && text.charAt(at) == quote) {
        content.append(quote);
        at++;
      } else {
        return content.toString();
      }
    }
    throw new MalformedTypeException();
  }

  private String word() throws MalformedTypeException {
    skipBlanks();
    int start = at;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw new MalformedTypeException();
    }
    return text.substring(start, at);
  }

  private boolean isAtWord() {
    skipBlanks();
    return at < text.length() && isWordPart(text.charAt(at));
  }

  private boolean isAtWord(String expected) {
    skipBlanks();
    int end = at + expected.length();
    return text.regionMatches(true, at, expected, 0, expected.length())
        && (end == text.length() || !isWordPart(text.charAt(end)));
  }

  private boolean skipWord(String expected) {
    boolean found = isAtWord(expected);
    at += found ? expected.length() : 0;
    return found;
  }

  private boolean skip(char symbol) {
    skipBlanks();
    boolean found = at < text.length() && text.charAt(at) == symbol;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char symbol) throws MalformedTypeException {
    if (!skip(symbol)) {
      throw new MalformedTypeException();
    }
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isWordPart(char c) {
    return !Character.isWhitespace(c) && "<>(),:;`'\"{}[]".indexOf(c) < 0;
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new HashMap<>();
    kinds.put("TINYINT", Kind.BYTE);
    kinds.put("BYTE", Kind.BYTE);
    kinds.put("SMALLINT", Kind.SHORT);
    kinds.put("SHORT", Kind.SHORT);
    kinds.put("INT", Kind.INTEGER);
    kinds.put("INTEGER", Kind.INTEGER);
    kinds.put("BIGINT", Kind.LONG);
    kinds.put("LONG", Kind.LONG);
    kinds.put("FLOAT", Kind.FLOAT);
    kinds.put("REAL", Kind.FLOAT);
    kinds.put("DOUBLE", Kind.DOUBLE);
    kinds.put("BOOLEAN", Kind.BOOLEAN);
    kinds.put("BINARY", Kind.BINARY);
    kinds.put("STRING", Kind.STRING);
    kinds.put("DATE", Kind.DATE);
    kinds.put("TIMESTAMP", Kind.TIMESTAMP);
    kinds.put("TIMESTAMP_LTZ", Kind.TIMESTAMP);
    kinds.put("TIMESTAMP_NTZ", Kind.TIMESTAMP_NTZ);
    kinds.put("DECIMAL", Kind.DECIMAL);
    kinds.put("DEC", Kind.DECIMAL);
    kinds.put("NUMERIC", Kind.DECIMAL);
    kinds.put("VARIANT", Kind.VARIANT);
    return Collections.unmodifiableMap(kinds);
  }

  /** As Databricks SQL calls them. */
  private static Map<Kind, String> names() {
    Map<Kind, String> names = new HashMap<>();
    KINDS.forEach((name, kind) -> names.put(kind, kind.name()));
    names.put(Kind.BYTE, "TINYINT");
    names.put(Kind.SHORT, "SMALLINT");
    names.put(Kind.INTEGER, "INT");
    names.put(Kind.LONG, "BIGINT");
    return Collections.unmodifiableMap(names);
  }

  /** Said to nobody: there is another description of the type to try. */
  private static final class MalformedTypeException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
