// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.auth.JsonTree;
import io.zerobus.schema.ColumnType.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Name and columns of a table; an immutable value. */
public final class TableSchema {
  private final String fullName;
  private final List<Column> columns;

  private TableSchema(String fullName, List<Column> columns) {
    this.fullName = fullName;
    this.columns = Collections.unmodifiableList(columns);
  }

  /**
   * Reads a table's record in the JSON of Unity Catalog's REST API ({@code GET
   * /api/2.1/unity-catalog/tables/...}). Of each column the type is taken from {@code type_json},
   * where that is missing or broken from {@code type_text}, and else from {@code type_name}.
   *
   * @throws SchemaException when the text is no such record, naming what is missing
   */
  public static TableSchema parse(String unityCatalogJson) {
    JsonNode table;
    try {
      table = JsonTree.parse(unityCatalogJson);
    } catch (JsonProcessingException e) {
      // Only the place: the parser's message quotes the text.
      throw notATable("it is no JSON, at " + place(e));
    }
    String fullName = fullName(table);
    if (fullName.isEmpty()) {
      throw notATable("it has no 'name'");
    }
    if (!table.path("columns").isArray()) {
      throw notATable("it has no list 'columns'");
    }
    List<Column> columns = new ArrayList<>();
    for (JsonNode column : table.path("columns")) {
      columns.add(column(column, columns.size()));
    }
    return new TableSchema(fullName, columns);
  }

  /** {@code catalog.schema.table}. */
  public String fullName() {
    return fullName;
  }

  /** The last part of the full name. */
  public String name() {
    return fullName.substring(fullName.lastIndexOf('.') + 1);
  }

  /** In the order of the record, which need not be that of their positions. */
  public List<Column> columns() {
    return columns;
  }

  @Override
  public String toString() {
    return fullName + columns;
  }

  private static String fullName(JsonNode table) {
    String given = table.path("full_name").asText("");
    if (!given.isEmpty()) {
      return given;
    }
    String name = table.path("name").asText("");
    String catalog = table.path("catalog_name").asText("");
    String schema = table.path("schema_name").asText("");
    return name.isEmpty() || catalog.isEmpty() || schema.isEmpty()
        ? name
        : catalog + "." + schema + "." + name;
  }

  private static Column column(JsonNode column, int index) {
    String name = column.path("name").asText("");
    if (name.isEmpty()) {
      throw notATable("column " + (index + 1) + " has no 'name'");
    }
    JsonNode position = column.path("position");
    return new Column(
        name,
        type(name, column),
        column.path("nullable").asBoolean(true),
        position.isInt() ? position.intValue() : Column.NO_POSITION,
        column.path("comment").textValue());
  }

  private static ColumnType type(String name, JsonNode column) {
    ColumnType type = fromTypeJson(column.path("type_json").asText(""));
    if (type == null) {
      type = ColumnType.parse(column.path("type_text").asText(""));
    }
    if (type == null) {
      // Without its arguments: good for a scalar, and of an ARRAY at least the name is known.
      String typeName = column.path("type_name").asText("").toUpperCase(Locale.ROOT);
      type = typeName.isEmpty() ? null : ColumnType.parse(typeName);
      type = type == null ? ColumnType.scalar(Kind.UNKNOWN, typeName) : type;
    }
    if (type.kind() == Kind.UNKNOWN && type.toString().isEmpty()) {
      throw notATable("column '" + name + "' has no type");
    }
    return type;
  }

  private static @Nullable ColumnType fromTypeJson(String typeJson) {
    if (typeJson.isEmpty()) {
      return null;
    }
    try {
      return TypeJson.read(JsonTree.parse(typeJson));
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? "an unknown place"
        : "line " + e.getLocation().getLineNr() + " column " + e.getLocation().getColumnNr();
  }

  private static SchemaException notATable(String why) {
    return SchemaException.refused("this is no table record of Unity Catalog: " + why, null);
  }
}
