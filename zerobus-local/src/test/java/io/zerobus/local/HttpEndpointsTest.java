// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerobus.local.TestClient.Stream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "c.s.t";
  private static final String DDL =
      """
      CREATE TABLE c.s.t (ts TIMESTAMP NOT NULL COMMENT 'when', n BIGINT, i INT, b TINYINT,
        mdc MAP<STRING,STRING>, st STRUCT<a: STRING, l: ARRAY<BIGINT>>, d DECIMAL(18,2),
        v VARIANT, `<b>&"x"` STRING)""";

  @TempDir static Path dataDir;

  private static TestServer server;
  private static TestClient client;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(dataDir, DDL);
    client = server.client();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static String plainBearer() throws Exception {
    return "Bearer "
        + client.token(Map.of("grant_type", "client_credentials", "scope", "all-apis"));
  }

  private static void assertError(HttpResponse<String> response, int status, String error)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(JSON.readTree(response.body()).get("error").textValue()).isEqualTo(error);
  }

  @Test
  void token_validRequest_isAnHour() throws Exception {
    HttpResponse<String> response = client.postToken(TestClient.tokenForm(TABLE), client.basic());
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode json = JSON.readTree(response.body());
    assertThat(json.get("expires_in").intValue()).isEqualTo(3600);
    assertThat(json.get("token_type").textValue()).isEqualTo("Bearer");
    assertThat(json.get("access_token").textValue().split("\\.")).hasSize(3);
  }

  @Test
  void token_wrongCredentials_isInvalidClient() throws Exception {
    Map<String, String> form = TestClient.tokenForm(TABLE);
    assertError(client.postToken(form, null), 401, "invalid_client");
    assertError(client.postToken(form, "Basic !"), 401, "invalid_client");
    assertError(client.postToken(form, TestClient.basic("a", "b")), 401, "invalid_client");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "{}", "[]", "[1]", "[{\"type\":\"unity_catalog_privileges\"}]"})
  void token_malformedDetails_areNotAuthorized(String details) throws Exception {
    Map<String, String> form = TestClient.tokenForm(TABLE);
    form.put("authorization_details", details);
    assertError(client.postToken(form, client.basic()), 401, "invalid_authorization_details");
  }

  @Test
  void token_unknownTable_isNotAuthorized() throws Exception {
    assertError(
        client.postToken(TestClient.tokenForm("c.s.none"), client.basic()),
        401,
        "invalid_authorization_details");
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type,password,unsupported_grant_type",
    "grant_type,,invalid_request",
    "scope,sql,invalid_scope",
    "scope,,invalid_scope",
    "resource,,invalid_request",
    "resource,https://x,invalid_request"
  })
  void token_badForm_is400(String field, String value, String error) throws Exception {
    Map<String, String> form = TestClient.tokenForm(TABLE);
    if (value == null) {
      form.remove(field);
    } else {
      form.put(field, value);
    }
    assertError(client.postToken(form, client.basic()), 400, error);
  }

  @Test
  void table_known_isInTheShapeOfUnityCatalog() throws Exception {
    HttpResponse<String> response =
        client.get("/api/2.1/unity-catalog/tables/c.s.t", plainBearer());
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode json = JSON.readTree(response.body());
    assertThat(json.get("name").textValue()).isEqualTo("t");
    assertThat(json.get("catalog_name").textValue()).isEqualTo("c");
    assertThat(json.get("schema_name").textValue()).isEqualTo("s");
    assertThat(json.get("columns").findValuesAsText("type_text"))
        .containsExactly(
            "timestamp",
            "bigint",
            "int",
            "tinyint",
            "map<string,string>",
            "struct<a:string,l:array<bigint>>",
            "decimal(18,2)",
            "variant",
            "string");
    assertThat(json.get("columns").findValuesAsText("type_name"))
        .containsExactly(
            "TIMESTAMP", "LONG", "INT", "BYTE", "MAP", "STRUCT", "DECIMAL", "VARIANT", "STRING");
    JsonNode first = json.get("columns").get(0);
    assertThat(first.get("nullable").booleanValue()).isFalse();
    assertThat(first.get("position").intValue()).isZero();
    assertThat(first.get("comment").textValue()).isEqualTo("when");
    JsonNode typeJson = JSON.readTree(json.get("columns").get(4).get("type_json").textValue());
    assertThat(typeJson.get("name").textValue()).isEqualTo("mdc");
    assertThat(typeJson.get("type").get("keyType").textValue()).isEqualTo("string");
    assertThat(json.get("columns").get(6).get("type_scale").intValue()).isEqualTo(2);
  }

  @Test
  void table_unknown_isNotFound() throws Exception {
    HttpResponse<String> response =
        client.get("/api/2.1/unity-catalog/tables/c.s.none", plainBearer());
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(response.body()).get("error_code").textValue())
        .isEqualTo("TABLE_NOT_FOUND");
  }

  @Test
  void table_noTokenOrOneForIngest_isRefused() throws Exception {
    String path = "/api/2.1/unity-catalog/tables/c.s.t";
    assertThat(client.get(path, null).statusCode()).isEqualTo(401);
    assertThat(client.get(path, "Bearer x.y.z").statusCode()).isEqualTo(401);
    String ingest = "Bearer " + client.token(TestClient.tokenForm(TABLE));
    assertThat(client.get(path, ingest).statusCode()).isEqualTo(403);
  }

  @Test
  void health_always_isOk() throws Exception {
    HttpResponse<String> response = client.get("/health", null);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void page_tables_areListedWithAllTextEscaped() throws Exception {
    Stream stream = client.openJson(TABLE);
    stream.sendJson(0, "{\"ts\":1}");
    stream.awaitAck(0);
    server.awaitRows(TABLE, 1);
    HttpResponse<String> response = client.get("/", null);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(response.body())
        .contains("<code>c.s.t</code></td><td class=\"number\">1</td><td class=\"number\">1</td>")
        .contains("<code>main.default.app</code></td><td class=\"number\">0</td>")
        .contains("&lt;b&gt;&amp;&quot;x&quot; string")
        .doesNotContain("<b>", "http");
    stream.halfClose();
    assertThat(stream.awaitStatus().isOk()).isTrue();
    assertThat(client.get("/none", null).statusCode()).isEqualTo(404);
  }

  @Test
  void credentials_file_isForItsOwnerOnly() throws Exception {
    Path file = dataDir.resolve(".zerobus/credentials.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
