// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Table records as Unity Catalog answers them. */
final class TableJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode table =
      JSON.createObjectNode()
          .put("name", "events")
          .put("catalog_name", "main")
          .put("schema_name", "logs");
  private final ArrayNode columns = table.putArray("columns");

  /** An answer of a real Unity Catalog server. */
  static String real() {
    try (InputStream in = TableJson.class.getResourceAsStream("unity-catalog-app-logs.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A table with one nullable column, described by its type text only. */
  static TableSchema of(String name, String typeText) {
    return new TableJson().column(name, typeText).schema();
  }

  /** A nullable column at the next position. */
  TableJson column(String name, String typeText) {
    add(name).put("type_text", typeText).put("position", columns.size() - 1);
    return this;
  }

  TableJson columnAt(int position, String name, String typeText) {
    add(name).put("type_text", typeText).put("position", position);
    return this;
  }

  /** A column to be described further. */
  ObjectNode add(String name) {
    return columns.addObject().put("name", name);
  }

  TableSchema schema() {
    return TableSchema.parse(text());
  }

  String text() {
    return table.toString();
  }
}
