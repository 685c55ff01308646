// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import io.zerobus.local.sql.SqlTokenizer.Token;
import io.zerobus.local.table.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the names of tables in a query by those of DuckDB views. DuckDB cannot have a catalog of
 * any name ({@code main} is reserved, for one), so a table {@code c.s.t} becomes the view {@code
 * "c.s"."t"}: its last part stays its name, by which columns may be qualified.
 *
 * <p>A name of three parts is a table where the query can have one: after FROM and JOIN, and after
 * a comma in FROM. {@code c.s.t.col} is a column of such a table, unless {@code c} is an alias. All
 * else is left as it is, except that names in backquotes, which DuckDB does not know, get double
 * quotes.
 */
final class TableReferences {

  private static final Set<String> TABLE_FOLLOWS =
      Set.of("FROM", "JOIN", "DESCRIBE", "DESC", "SUMMARIZE", "TABLE");

  /** Words that end the list of tables after FROM. */
  private static final Set<String> FROM_ENDS =
      Set.of(
          "WHERE",
          "GROUP",
          "ORDER",
          "HAVING",
          "LIMIT",
          "OFFSET",
          "UNION",
          "EXCEPT",
          "INTERSECT",
          "SELECT",
          "WINDOW",
          "QUALIFY",
          "ON",
          "USING",
          "SAMPLE",
          "FETCH");

  /** Words after a table that are no alias of it. */
  private static final Set<String> NO_ALIAS =
      Set.of(
          "WHERE",
          "GROUP",
          "ORDER",
          "HAVING",
          "LIMIT",
          "OFFSET",
          "UNION",
          "EXCEPT",
          "INTERSECT",
          "WINDOW",
          "QUALIFY",
          "ON",
          "USING",
          "SAMPLE",
          "TABLESAMPLE",
          "FETCH",
          "JOIN",
          "INNER",
          "LEFT",
          "RIGHT",
          "FULL",
          "CROSS",
          "NATURAL",
          "ASOF",
          "POSITIONAL",
          "SEMI",
          "ANTI",
          "SET",
          "PIVOT",
          "UNPIVOT",
          "FROM",
          "SELECT");

  private final Map<String, View> views = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** All tokens but blanks. */
  private final List<Token> tokens;

  private final List<Token> all;

  /** Index in {@link #tokens} of the first part of a table's name, to the view. */
  private final Map<Integer, View> tablePositions = new TreeMap<>();

  private final Set<String> used = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> aliases = new HashSet<>();

  private TableReferences(String sql, List<View> known) {
    known.forEach(view -> views.put(view.tableName(), view));
    all = SqlTokenizer.tokenize(sql);
    tokens = all.stream().filter(token -> token.kind() != SqlTokenizer.Kind.BLANK).toList();
  }

  /**
   * A view over a table.
   *
   * @param table what it shows
   */
  record View(TableName table) {

    String tableName() {
      return table.toString();
    }

    /** Schema of the view, quoted. */
    String schema() {
      return quote(table.catalog() + "." + table.schema());
    }

    /** Full name of the view, quoted. */
    String sql() {
      return schema() + "." + quote(table.table());
    }
  }

  /**
   * A query whose tables are views.
   *
   * @param used the views that it needs
   */
  record Rewritten(String sql, List<View> used) {}

  static Rewritten rewrite(String sql, List<View> known) {
    TableReferences references = new TableReferences(sql, known);
    references.findTables();
    String rewritten = references.replace();
    return new Rewritten(
        rewritten, known.stream().filter(v -> references.used.contains(v.tableName())).toList());
  }

  static String quote(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** What is known about the text between two parentheses. */
  private static final class Level {
    /** Whether this is a query, and not the arguments of a function such as EXTRACT. */
    private final boolean query;

    private boolean inFrom;

    Level(boolean query) {
      this.query = query;
    }
  }

  private void findTables() {
    Deque<Level> levels = new ArrayDeque<>();
    levels.push(new Level(true));
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      Level level = levels.element();
      if (token.isSymbol("(")) {
        levels.push(new Level(startsQuery(i + 1) || level.inFrom));
        levels.element().inFrom = level.inFrom && !startsQuery(i + 1);
        findTable(i + 1, levels.element().inFrom);
      } else if (token.isSymbol(")")) {
        if (levels.size() > 1) {
          levels.pop();
        }
        findAlias(i + 1);
      } else if (token.isSymbol(",")) {
        findTable(i + 1, level.inFrom);
      } else if (token.kind() == SqlTokenizer.Kind.WORD && !isQualified(i)) {
        if (FROM_ENDS.contains(token.upper())) {
          level.inFrom = false;
        } else if (TABLE_FOLLOWS.contains(token.upper())
            && level.query
            && !(token.isWord("FROM") && i > 0 && tokens.get(i - 1).isWord("DISTINCT"))) {
          level.inFrom = true;
          findTable(i + 1, true);
        }
      }
    }
  }

  private boolean startsQuery(int index) {
    return index < tokens.size()
        && Set.of("SELECT", "FROM", "WITH", "VALUES").contains(tokens.get(index).upper());
  }

  private boolean isQualified(int index) {
    return index > 0 && tokens.get(index - 1).isSymbol(".");
  }

  private void findTable(int index, boolean possible) {
    View view = possible ? viewAt(index) : null;
    if (view != null) {
      tablePositions.put(index, view);
      used.add(view.tableName());
      findAlias(index + 5);
    }
  }

  private void findAlias(int index) {
    int at = index < tokens.size() && tokens.get(index).isWord("AS") ? index + 1 : index;
    if (at < tokens.size()
        && tokens.get(at).isName()
        && !NO_ALIAS.contains(tokens.get(at).upper())) {
      aliases.add(tokens.get(at).name().toLowerCase(Locale.ROOT));
    }
  }

  /** The view of the table whose name of three parts starts at a token, or null. */
  private @Nullable View viewAt(int index) {
    if (index + 4 >= tokens.size()
        || !tokens.get(index + 1).isSymbol(".")
        || !tokens.get(index + 3).isSymbol(".")
        || isQualified(index)) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    for (int i = index; i <= index + 4; i += 2) {
      if (!tokens.get(i).isName()) {
        return null;
      }
      parts.add(tokens.get(i).name());
    }
    return views.get(String.join(".", parts));
  }

  private String replace() {
    StringBuilder out = new StringBuilder();
    int index = 0; // In tokens.
    int skipTo = 0; // Tokens before this one are part of a replaced name.
    for (Token token : all) {
      if (token.kind() == SqlTokenizer.Kind.BLANK) {
        if (index >= skipTo) {
          out.append(token.text());
        }
        continue;
      }
      if (index >= skipTo) {
        View view = tablePositions.get(index);
        if (view == null && isColumnOfUsedTable(index)) {
          view = viewAt(index);
        }
        if (view != null) {
          out.append(view.sql());
          skipTo = index + 5;
        } else {
          out.append(token.text().startsWith("`") ? quote(token.name()) : token.text());
        }
      }
      index++;
    }
    return out.toString();
  }

  private boolean isColumnOfUsedTable(int index) {
    View view = viewAt(index);
    return view != null
        && used.contains(view.tableName())
        && !aliases.contains(tokens.get(index).name().toLowerCase(Locale.ROOT))
        && index + 5 < tokens.size()
        && tokens.get(index + 5).isSymbol(".");
  }
}
