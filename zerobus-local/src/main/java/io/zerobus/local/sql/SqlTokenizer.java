// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts SQL text into tokens that, put together again, are the text: what lies within literals and
 * comments is never taken for anything else.
 */
final class SqlTokenizer {

  private final String sql;
  private int position;

  private SqlTokenizer(String sql) {
    this.sql = sql;
  }

  /** What a token is. */
  enum Kind {
    /** A name or keyword without quotes. */
    WORD,
    /** A name in double quotes or backquotes. */
    QUOTED_NAME,
    /** A string in quotes, or between dollar signs. */
    STRING,
    NUMBER,
    /** White space and comments. */
    BLANK,
    /** Any other single character. */
    SYMBOL
  }

  /**
   * A piece of the text.
   *
   * @param text as it is written
   * @param offset of its first character in the whole text
   */
  record Token(Kind kind, String text, int offset) {

    boolean isWord(String keyword) {
      return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isSymbol(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
      return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /** The name without its quotes; the text of other tokens. */
    String name() {
      if (kind != Kind.QUOTED_NAME) {
        return text;
      }
      String quote = text.substring(0, 1);
      String inner = text.substring(1, Math.max(1, text.length() - 1));
      return inner.replace(quote + quote, quote);
    }

    String upper() {
      return text.toUpperCase(Locale.ROOT);
    }
  }

  static List<Token> tokenize(String sql) {
    SqlTokenizer tokenizer = new SqlTokenizer(sql);
    List<Token> tokens = new ArrayList<>();
    while (tokenizer.position < sql.length()) {
      tokens.add(tokenizer.next());
    }
    return tokens;
  }

  private Token next() {
    int start = position;
    char c = sql.charAt(start);
    String tag = c == '$' ? dollarTag(start) : null;
    Kind kind;
    if (Character.isWhitespace(c)) {
      kind = Kind.BLANK;
      skipWhile(Character::isWhitespace);
    } else if (sql.startsWith("--", start)) {
      kind = Kind.BLANK;
      position = endOf("\n", start + 2);
    } else if (sql.startsWith("/*", start)) {
      kind = Kind.BLANK;
      position = endOf("*/", start + 2);
    } else if (c == '\'') {
      kind = Kind.STRING;
      skipQuoted(c);
    } else if (c == '"' || c == '`') {
      kind = Kind.QUOTED_NAME;
      skipQuoted(c);
    } else if (tag != null) {
      kind = Kind.STRING;
      position = endOf(tag, start + tag.length());
    } else if (Character.isLetter(c) || c == '_') {
      kind = Kind.WORD;
      skipWhile(SqlTokenizer::isNamePart);
    } else if (Character.isDigit(c)) {
      kind = Kind.NUMBER;
      skipWhile(SqlTokenizer::isNamePart);
    } else {
      kind = Kind.SYMBOL;
      position++;
    }
    return new Token(kind, sql.substring(start, position), start);
  }

  private interface CharacterTest {
    boolean test(char c);
  }

  private void skipWhile(CharacterTest test) {
    while (position < sql.length() && test.test(sql.charAt(position))) {
      position++;
    }
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  /** To behind the closing quote; a doubled quote does not close. */
  private void skipQuoted(char quote) {
    position++;
    while (position < sql.length()) {
      if (sql.charAt(position) != quote) {
        position++;
      } else if (sql.startsWith("" + quote + quote, position)) {
        position += 2;
      } else {
        position++;
        return;
      }
    }
  }

  private int endOf(String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }

  /** The opening {@code $$} or {@code $tag$} at a position, or null. */
  private @Nullable String dollarTag(int start) {
    int end = start + 1;
    while (end < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
      end++;
    }
    boolean isTag =
        end < sql.length()
            && sql.charAt(end) == '$'
            && (end == start + 1 || !Character.isDigit(sql.charAt(start + 1)));
    return isTag ? sql.substring(start, end + 1) : null;
  }
}
