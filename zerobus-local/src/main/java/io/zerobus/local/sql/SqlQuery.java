// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import io.zerobus.local.UserError;
import io.zerobus.local.delta.DeltaTable;
import io.zerobus.local.sql.TableReferences.View;
import io.zerobus.local.table.TableFolders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Queries over the tables of a data folder, by DuckDB in memory: each table is a view over the
 * files of its newest Delta version, as read when the query starts. Never over the files of the
 * folder, among which there are such as do not count.
 */
public final class SqlQuery {

  private static final List<String> SETTINGS =
      List.of(
          "SET autoinstall_known_extensions=false",
          "SET autoload_known_extensions=false",
          "SET TimeZone='UTC'");

  private final Path dataDir;

  public SqlQuery(Path dataDir) {
    this.dataDir = dataDir;
  }

  /** Prints the rows as JSON, one object a line. */
  public void printJson(String query, PrintStream out) {
    run(query, rows -> JsonRows.print(rows, out));
  }

  /** Prints the rows as a table, and how many there are. */
  public void printTable(String query, PrintStream out) {
    run(query, rows -> TextTable.print(rows, out));
  }

  private interface Printer {
    void print(ResultSet rows) throws SQLException, IOException;
  }

  private void run(String query, Printer printer) {
    List<View> views = TableFolders.find(dataDir).stream().map(View::new).toList();
    TableReferences.Rewritten rewritten = TableReferences.rewrite(query, views);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
      for (View view : rewritten.used()) {
        createView(statement, view);
      }
      try (ResultSet rows = statement.executeQuery(rewritten.sql())) {
        printer.print(rows);
      }
    } catch (SQLException | IOException e) {
      throw new UserError("the query failed: " + e.getMessage() + hint(views), e);
    }
  }

  private void createView(Statement statement, View view) throws SQLException, IOException {
    DeltaTable table = DeltaTable.open(view.table().in(dataDir));
    statement.execute("CREATE SCHEMA IF NOT EXISTS " + view.schema());
    statement.execute(
        "CREATE VIEW " + view.sql() + " AS " + DuckDbScan.of(table.schema(), table.activeFiles()));
  }

  private static String hint(List<View> views) {
    return views.stream()
        .map(View::tableName)
        .collect(Collectors.joining(", ", " (tables in the data folder: ", ")"));
  }
}
