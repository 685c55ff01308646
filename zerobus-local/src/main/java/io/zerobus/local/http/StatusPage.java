// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import com.sun.net.httpserver.HttpExchange;
import io.delta.kernel.types.StructField;
import io.zerobus.local.table.Table;
import io.zerobus.local.table.Tables;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The page at {@code /}: tables, committed rows, open streams. One file, all text escaped. */
final class StatusPage {

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Zerobus local server</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { border-bottom: 1px solid #ccc; padding: .4rem .6rem; text-align: left; vertical-align: top; }
      td.number, th.number { text-align: right; }
      code { overflow-wrap: anywhere; }
      </style>
      </head>
      <body>
      <h1>Zerobus local server</h1>
      """;

  private final Tables tables;
  private final Supplier<Map<String, Integer>> openStreams;

  StatusPage(Tables tables, Supplier<Map<String, Integer>> openStreams) {
    this.tables = tables;
    this.openStreams = openStreams;
  }

  Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (!path.equals("/")) {
      return Answer.apiError(404, "ENDPOINT_NOT_FOUND", "No API found for '" + path + "'");
    }
    return new Answer(200, "text/html; charset=utf-8", page());
  }

  private String page() {
    StringBuilder html = new StringBuilder(HEAD);
    if (tables.all().isEmpty()) {
      html.append("<p>No tables. Start the server with <code>--table</code> or")
          .append(" <code>--ddl</code>.</p>\n");
    } else {
      Map<String, Integer> streams = openStreams.get();
      html.append("<table>\n<tr><th>Table</th><th class=\"number\">Committed rows</th>")
          .append("<th class=\"number\">Open streams</th><th>Columns</th></tr>\n");
      tables.all().forEach(table -> appendRow(html, table, streams));
      html.append("</table>\n");
    }
    return html.append("</body>\n</html>\n").toString();
  }

  private static void appendRow(StringBuilder html, Table table, Map<String, Integer> streams) {
    String name = table.name().toString();
    String columns =
        table.schema().fields().stream().map(StatusPage::column).collect(Collectors.joining(", "));
    html.append("<tr><td><code>").append(escape(name)).append("</code></td>");
    html.append("<td class=\"number\">").append(committedRows(table)).append("</td>");
    html.append("<td class=\"number\">").append(streams.getOrDefault(name, 0)).append("</td>");
    html.append("<td><code>").append(escape(columns)).append("</code></td></tr>\n");
  }

  private static String committedRows(Table table) {
    try {
      OptionalLong rows = table.committedRows();
      return rows.isPresent() ? Long.toString(rows.getAsLong()) : "unknown";
    } catch (IOException | RuntimeException e) {
      return "cannot be read";
    }
  }

  private static String column(StructField field) {
    return field.getName()
        + " "
        + TypeNames.text(field.getDataType())
        + (field.isNullable() ? "" : " not null");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
