// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import io.zerobus.local.table.TableName;
import io.zerobus.local.table.Tables;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /oidc/v1/token}: access tokens for the client credentials of the data folder. */
final class TokenEndpoint {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_FORM_BYTES = 1 << 20;

  private final Credentials credentials;
  private final Tokens tokens;
  private final Tables tables;

  TokenEndpoint(Credentials credentials, Tokens tokens, Tables tables) {
    this.credentials = credentials;
    this.tokens = tokens;
    this.tables = tables;
  }

  Answer answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return invalidRequest(405, "The token endpoint takes POST");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_FORM_BYTES + 1);
    if (body.length > MAX_FORM_BYTES) {
      return invalidRequest(413, "The form is too large");
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    return answer(type, authorization, new String(body, StandardCharsets.UTF_8));
  }

  private Answer answer(@Nullable String type, @Nullable String authorization, String body) {
    if (type == null
        || !type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
      return invalidRequest(400, "Content-Type must be application/x-www-form-urlencoded");
    }
    Optional<Map<String, String>> parsed = parseForm(body);
    if (parsed.isEmpty()) {
      return invalidRequest(400, "The form is malformed or has a field twice");
    }
    Map<String, String> form = parsed.get();
    String grantType = form.get("grant_type");
    if (grantType == null) {
      return invalidRequest(400, "grant_type is missing");
    }
    if (!grantType.equals("client_credentials")) {
      return Answer.oauthError(
          400, "unsupported_grant_type", "grant_type must be client_credentials");
    }
    if (!authenticated(authorization)) {
      return Answer.oauthError(401, "invalid_client", "Client authentication failed");
    }
    if (!"all-apis".equals(form.get("scope"))) {
      return Answer.oauthError(400, "invalid_scope", "scope must be all-apis");
    }
    String details = form.get("authorization_details");
    if (details == null) {
      return token(null);
    }
    String resource = form.get("resource");
    if (resource == null
        || !resource.matches("api://databricks/workspaces/[^/]+/zerobusDirectWriteApi")) {
      return invalidRequest(
          400, "resource must be api://databricks/workspaces/WORKSPACE_ID/zerobusDirectWriteApi");
    }
    return parseDetails(details)
        .map(this::token)
        .orElseGet(
            () ->
                Answer.oauthError(
                    401,
                    "invalid_authorization_details",
                    "User is not authorized to the requested authorizations"));
  }

  private Answer token(@Nullable JsonNode details) {
    return Answer.json(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("access_token", tokens.issue(details))
            .put("scope", "all-apis")
            .put("token_type", "Bearer")
            .put("expires_in", Tokens.LIFETIME_SECONDS));
  }

  private boolean authenticated(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(authorization.substring(6).strip()),
              StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon >= 0 && credentials.matches(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The privileges asked for, when they are on a table that exists and on what is around it. */
  private Optional<JsonNode> parseDetails(String text) {
    JsonNode details;
    try {
      details = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    boolean wellFormed = details.isArray() && !details.isEmpty();
    for (JsonNode detail : details) {
      wellFormed &=
          detail.path("type").asText().equals("unity_catalog_privileges")
              && detail.path("privileges").isArray()
              && isKnown(
                  detail.path("object_type").asText(), detail.path("object_full_path").asText());
    }
    return wellFormed ? Optional.of(details) : Optional.empty();
  }

  private boolean isKnown(String type, String path) {
    return switch (type) {
      case "CATALOG" -> names().stream().anyMatch(name -> name.catalog().equalsIgnoreCase(path));
      case "SCHEMA" ->
          names().stream()
              .anyMatch(name -> (name.catalog() + "." + name.schema()).equalsIgnoreCase(path));
      case "TABLE" -> tables.find(path).isPresent();
      default -> false;
    };
  }

  private List<TableName> names() {
    return tables.all().stream().map(table -> table.name()).toList();
  }

  private static Optional<Map<String, String>> parseForm(String body) {
    Map<String, String> form = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        return Optional.empty();
      }
      try {
        String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
        String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        if (form.put(name, value) != null) {
          return Optional.empty();
        }
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(form);
  }

  private static Answer invalidRequest(int status, String description) {
    return Answer.oauthError(status, "invalid_request", description);
  }
}
