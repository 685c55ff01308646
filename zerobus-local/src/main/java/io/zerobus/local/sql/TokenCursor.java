// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import io.zerobus.local.sql.SqlTokenizer.Kind;
import io.zerobus.local.sql.SqlTokenizer.Token;
import java.util.List;

/** Walks over the tokens of statements, without the blanks, and says where something is missing. */
final class TokenCursor {

  private final String sql;
  private final List<Token> tokens;
  private int index;

  TokenCursor(String sql) {
    this.sql = sql;
    this.tokens =
        SqlTokenizer.tokenize(sql).stream().filter(token -> token.kind() != Kind.BLANK).toList();
  }

  boolean atEnd() {
    return index == tokens.size();
  }

  /** Whether the next tokens are these words; they are not consumed. */
  boolean isNext(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (index + i >= tokens.size() || !tokens.get(index + i).isWord(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Consumes these words if they are next. */
  boolean skip(String... words) {
    boolean found = isNext(words);
    if (found) {
      index += words.length;
    }
    return found;
  }

  boolean skipSymbol(String symbol) {
    boolean found = !atEnd() && tokens.get(index).isSymbol(symbol);
    if (found) {
      index++;
    }
    return found;
  }

  void expectSymbol(String symbol) throws DdlException {
    if (!skipSymbol(symbol)) {
      throw error("'" + symbol + "' expected");
    }
  }

  void expect(String word) throws DdlException {
    if (!skip(word)) {
      throw error(word + " expected");
    }
  }

  /** Consumes a name, quoted or not. */
  String expectName(String what) throws DdlException {
    if (atEnd() || !tokens.get(index).isName()) {
      throw error(what + " expected");
    }
    return tokens.get(index++).name();
  }

  /** Consumes a string in single or double quotes and returns its text. */
  String expectString() throws DdlException {
    if (!atEnd()) {
      String text = tokens.get(index).text();
      String quote = text.substring(0, 1);
      if (text.length() >= 2 && (quote.equals("'") || quote.equals("\""))) {
        index++;
        return text.substring(1, text.length() - 1).replace(quote + quote, quote);
      }
    }
    throw error("a string in quotes expected");
  }

  int expectNumber() throws DdlException {
    if (!atEnd() && tokens.get(index).kind() == Kind.NUMBER) {
      try {
        int number = Integer.parseInt(tokens.get(index).text());
        index++;
        return number;
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    throw error("a whole number expected");
  }

  /** Consumes a pair of parentheses with all that is in it. */
  void skipParentheses() throws DdlException {
    expectSymbol("(");
    for (int depth = 1; depth > 0; index++) {
      if (atEnd()) {
        throw error("')' expected");
      }
      depth += tokens.get(index).isSymbol("(") ? 1 : tokens.get(index).isSymbol(")") ? -1 : 0;
    }
  }

  /** Consumes everything before the next semicolon. */
  void skipStatement() {
    while (!atEnd() && !tokens.get(index).isSymbol(";")) {
      index++;
    }
  }

  /** An error at the next token. */
  DdlException error(String message) {
    int offset = atEnd() ? sql.length() : tokens.get(index).offset();
    int line = 1 + (int) sql.substring(0, offset).chars().filter(c -> c == '\n').count();
    String found = atEnd() ? "the end of the text" : "'" + tokens.get(index).text() + "'";
    return new DdlException(line, message + ", found " + found);
  }
}
