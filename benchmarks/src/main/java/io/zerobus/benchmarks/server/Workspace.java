// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zerobus.log.LogSchema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * What clients ask over HTTP: a token for everybody, and a table with the columns of log records,
 * whatever its name.
 */
final class Workspace {

  private static final String TABLES = "/api/2.1/unity-catalog/tables/";
  private static final String TOKEN =
      "{\"access_token\":\"benchmark\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Workspace() {}

  /** Starts it on this machine and returns its port. */
  static int start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/oidc/v1/token", exchange -> answer(exchange, TOKEN));
    server.createContext(TABLES, exchange -> answer(exchange, table(exchange)));
    server.start();
    return server.getAddress().getPort();
  }

  private static String table(HttpExchange exchange) {
    ObjectNode table =
        JSON.createObjectNode()
            .put("full_name", exchange.getRequestURI().getPath().substring(TABLES.length()));
    ArrayNode columns = table.putArray("columns");
    for (LogSchema.Column column : LogSchema.defaults().columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("type_text", column.deltaType())
          .put("position", columns.size() - 1)
          .put("nullable", true);
    }
    return table.toString();
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
