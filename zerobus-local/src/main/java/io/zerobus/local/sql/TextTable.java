// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for people: columns under each other, numbers to the right, NULL as such. */
final class TextTable {

  private TextTable() {}

  static void print(ResultSet rows, PrintStream out) throws SQLException, IOException {
    ResultSetMetaData columns = rows.getMetaData();
    int count = columns.getColumnCount();
    List<String[]> lines = new ArrayList<>();
    boolean[] numeric = new boolean[count];
    String[] header = new String[count];
    for (int i = 0; i < count; i++) {
      header[i] = columns.getColumnLabel(i + 1);
    }
    while (rows.next()) {
      String[] line = new String[count];
      for (int i = 0; i < count; i++) {
        Object value = rows.getObject(i + 1);
        numeric[i] |= value instanceof Number;
        line[i] = text(value);
      }
      lines.add(line);
    }
    int[] widths = new int[count];
    for (int i = 0; i < count; i++) {
      int column = i;
      widths[i] =
          Math.max(
              header[i].length(),
              lines.stream().mapToInt(line -> line[column].length()).max().orElse(0));
    }
    printLine(header, widths, new boolean[count], out);
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rule.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
    }
    out.println(rule);
    lines.forEach(line -> printLine(line, widths, numeric, out));
    out.println("(" + lines.size() + (lines.size() == 1 ? " row)" : " rows)"));
  }

  private static String text(@Nullable Object value) throws SQLException, IOException {
    if (value == null) {
      return "NULL";
    }
    String time = JsonRows.time(value);
    String text =
        time != null
            ? time
            : value instanceof String || value instanceof Number
                ? value.toString()
                : JsonRows.text(value);
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
  }

  private static void printLine(String[] cells, int[] widths, boolean[] right, PrintStream out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String padding = " ".repeat(widths[i] - cells[i].length());
      line.append(i == 0 ? "" : " | ");
      line.append(right[i] ? padding + cells[i] : cells[i] + padding);
    }
    out.println(line.toString().stripTrailing());
  }
}
