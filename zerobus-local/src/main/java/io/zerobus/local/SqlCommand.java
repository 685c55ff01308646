// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import io.zerobus.local.sql.SqlQuery;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Queries the tables of a data folder, beside a running server or without one. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Runs one query over the committed rows of the tables in a data folder.")
final class SqlCommand implements Callable<Integer> {

  /** How rows are printed. */
  enum Format {
    /** Columns for people. */
    table,
    /** One object a line. */
    json
  }

  @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Data folder.")
  private Path dataDir = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "A table (default), or JSON with one object a line.")
  private Format format = Format.table;

  @Parameters(paramLabel = "QUERY", description = "A query in the SQL of DuckDB.")
  private String query = "";

  @Override
  public Integer call() {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    SqlQuery sql = new SqlQuery(dataDir.toAbsolutePath().normalize());
    if (format == Format.json) {
      sql.printJson(query, out);
    } else {
      sql.printTable(query, out);
    }
    out.flush();
    return 0;
  }
}
