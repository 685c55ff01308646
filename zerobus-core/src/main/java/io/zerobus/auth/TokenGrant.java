// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.zerobus.ingest.Endpoint;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import okhttp3.FormBody;
import org.jspecify.annotations.Nullable;

/** What a token is asked for: OAuth client credentials; an immutable value. */
final class TokenGrant {
  private static final JsonFactory JSON = new JsonFactory();

  private final @Nullable String resource;
  private final @Nullable String tableName;

  private TokenGrant(@Nullable String resource, @Nullable String tableName) {
    this.resource = resource;
    this.tableName = tableName;
  }

  /**
   * Writing to one table, with {@code authorization_details} (RFC 9396), as the Zerobus service
   * wants them.
   *
   * @param server the Zerobus endpoint, whose first label is the workspace id
   */
  static TokenGrant ingest(Endpoint server, String tableName) {
    if (partsOf(tableName).length != 3) {
      throw new IllegalArgumentException("'" + tableName + "' is not catalog.schema.table");
    }
    return new TokenGrant(
        "api://databricks/workspaces/" + server.firstLabel() + "/zerobusDirectWriteApi", tableName);
  }

  /** The REST API of the workspace. */
  static TokenGrant allApis() {
    return new TokenGrant(null, null);
  }

  /**
   * What is sent. Made for each request, on its thread: Jackson leaves a buffer behind on a thread
   * that it writes on, and a thread of the application's would hold our class loader by it.
   */
  FormBody form() {
    FormBody.Builder form =
        new FormBody.Builder().add("grant_type", "client_credentials").add("scope", "all-apis");
    if (resource != null && tableName != null) {
      form.add("resource", resource).add("authorization_details", authorizationDetails(tableName));
    }
    return form.build();
  }

  /** The table that may be written; null when the grant names none. */
  @Nullable String tableName() {
    return tableName;
  }

  private static String[] partsOf(String tableName) {
    return tableName.split("\\.", -1);
  }

  private static String authorizationDetails(String tableName) {
    String[] parts = partsOf(tableName);
    StringWriter details = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(details)) {
      json.writeStartArray();
      writePrivileges(json, "CATALOG", parts[0], "USE CATALOG");
      json.writeEndObject();
      writePrivileges(json, "SCHEMA", parts[0] + "." + parts[1], "USE SCHEMA");
      json.writeEndObject();
      writePrivileges(json, "TABLE", tableName, "SELECT", "MODIFY");
      json.writeArrayFieldStart("operations");
      json.writeString("zerobuswrite");
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written to but a String
    }
    return details.toString();
  }

  /** An object that is left open. */
  private static void writePrivileges(
      JsonGenerator json, String objectType, String path, String... privileges) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "unity_catalog_privileges");
    json.writeArrayFieldStart("privileges");
    for (String privilege : privileges) {
      json.writeString(privilege);
    }
    json.writeEndArray();
    json.writeStringField("object_type", objectType);
    json.writeStringField("object_full_path", path);
  }
}
