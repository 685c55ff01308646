// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a type in the JSON notation of Delta's table schema.
 *
 * <pre>
 * type   = "name" | "decimal(p,s)" | array | map | struct
 * array  = {"type": "array", "elementType": type, ...}
 * map    = {"type": "map", "keyType": type, "valueType": type, ...}
 * struct = {"type": "struct", "fields": [field, ...]}
 * field  = {"name": "...", "type": type, "nullable": true, "metadata": {"comment": "..."}}
 * </pre>
 */
final class TypeJson {

  private TypeJson() {}

  /**
   * The type of a column.
   *
   * @param json a field, or a type alone, as older catalogs have it
   * @return null when it is neither
   */
  static @Nullable ColumnType read(JsonNode json) {
    return type(json.has("name") ? json.path("type") : json, 0);
  }

  private static @Nullable ColumnType type(JsonNode json, int depth) {
    if (depth > TypeText.MAX_DEPTH) {
      throw TypeText.tooDeep();
    }
    if (json.isTextual()) {
      return TypeText.parse(json.textValue());
    }
    switch (json.path("type").asText("")) {
      case "array":
        ColumnType element = type(json.path("elementType"), depth + 1);
        return element == null ? null : ColumnType.array(element);
      case "map":
        ColumnType key = type(json.path("keyType"), depth + 1);
        ColumnType value = type(json.path("valueType"), depth + 1);
        return key == null || value == null ? null : ColumnType.map(key, value);
      case "struct":
        return struct(json.path("fields"), depth);
      default:
        return null;
    }
  }

  private static @Nullable ColumnType struct(JsonNode json, int depth) {
    if (!json.isArray()) {
      return null;
    }
    List<Column> fields = new ArrayList<>();
    for (JsonNode field : json) {
      ColumnType type = type(field.path("type"), depth + 1);
      if (type == null || !field.path("name").isTextual()) {
        return null;
      }
      fields.add(
          new Column(
              field.path("name").textValue(),
              type,
              field.path("nullable").asBoolean(true),
              fields.size(),
              field.path("metadata").path("comment").textValue()));
    }
    return ColumnType.struct(fields);
  }
}
