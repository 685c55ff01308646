// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What an endpoint answers.
 *
 * @param status HTTP status
 * @param contentType of the body
 * @param body the whole of it
 */
record Answer(int status, String contentType, String body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Answer json(int status, JsonNode body) {
    try {
      return new Answer(status, "application/json", JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can be written", e);
    }
  }

  /** An error in the form of OAuth. */
  static Answer oauthError(int status, String error, String description) {
    return json(
        status,
        JsonNodeFactory.instance
            .objectNode()
            .put("error", error)
            .put("error_description", description));
  }

  /** An error in the form of the REST API. */
  static Answer apiError(int status, String code, String message) {
    return json(
        status,
        JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message));
  }

  void send(HttpExchange exchange) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
