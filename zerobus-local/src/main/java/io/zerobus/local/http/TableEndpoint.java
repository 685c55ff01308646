// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.zerobus.local.table.Table;
import io.zerobus.local.table.TableName;
import io.zerobus.local.table.Tables;
import java.util.Optional;

/** {@code GET /api/2.1/unity-catalog/tables/{full_name}}, in the shape of Unity Catalog. */
final class TableEndpoint {

  static final String PATH = "/api/2.1/unity-catalog/tables/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tokens tokens;
  private final Tables tables;

  TableEndpoint(Tokens tokens, Tables tables) {
    this.tokens = tokens;
    this.tables = tables;
  }

  Answer answer(HttpExchange exchange) {
    Optional<Tokens.Token> token =
        tokens.check(exchange.getRequestHeaders().getFirst("Authorization"));
    if (token.isEmpty()) {
      return Answer.apiError(401, "UNAUTHENTICATED", "Invalid token");
    }
    if (token.get().isForIngest()) {
      return Answer.apiError(
          403, "PERMISSION_DENIED", "A token for ingest does not serve for the REST API");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return Answer.apiError(405, "METHOD_NOT_ALLOWED", "Only GET is supported");
    }
    String name = exchange.getRequestURI().getPath().substring(PATH.length());
    return tables
        .find(name)
        .map(table -> Answer.json(200, describe(table)))
        .orElseGet(
            () -> Answer.apiError(404, "TABLE_NOT_FOUND", "Table '" + name + "' does not exist."));
  }

  private static ObjectNode describe(Table table) {
    TableName name = table.name();
    ObjectNode json =
        JSON.createObjectNode()
            .put("name", name.table())
            .put("catalog_name", name.catalog())
            .put("schema_name", name.schema())
            .put("full_name", name.toString())
            .put("table_type", "MANAGED")
            .put("data_source_format", "DELTA");
    ArrayNode columns = json.putArray("columns");
    JsonNode fields = fields(table);
    for (int i = 0; i < table.schema().length(); i++) {
      columns.add(column(table, i, fields.get(i)));
    }
    return json.put("storage_location", table.root().toUri().toString());
  }

  private static ObjectNode column(Table table, int position, JsonNode field) {
    DataType type = table.schema().at(position).getDataType();
    ObjectNode column =
        JSON.createObjectNode()
            .put("name", table.schema().at(position).getName())
            .put("type_text", TypeNames.text(type))
            .put("type_json", field.toString())
            .put("type_name", TypeNames.name(type))
            .putNull("type_precision")
            .putNull("type_scale")
            .putNull("type_interval_type")
            .put("position", position)
            .put("comment", field.path("metadata").path("comment").textValue())
            .put("nullable", table.schema().at(position).isNullable())
            .putNull("partition_index");
    if (type instanceof DecimalType decimal) {
      column.put("type_precision", decimal.getPrecision()).put("type_scale", decimal.getScale());
    }
    return column;
  }

  /** The columns in Delta's own JSON. */
  private static JsonNode fields(Table table) {
    try {
      return JSON.readTree(table.schema().toJson()).required("fields");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Delta Kernel writes valid JSON", e);
    }
  }
}
