// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.zerobus.KnownFault;
import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.TransportOptions;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenEndpointTest {
  private static final String PATH = "/oidc/v1/token";
  private static final String SECRET = "s3cret/+=";

  private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
  private SecretSource secret = () -> SECRET;

  @BeforeEach
  void startServer() {
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop();
  }

  private TokenEndpoint endpoint() {
    return new TokenEndpoint(
        Endpoint.parse("http://127.0.0.1:" + server.port()),
        TokenGrant.ingest(
            Endpoint.parse("https://1234567890.zerobus.eu-west-1.cloud.databricks.com"),
            "main.default.app_logs"),
        "client id",
        () -> secret.read(),
        TransportOptions.builder().build(),
        System::nanoTime);
  }

  private void answers(ResponseDefinitionBuilder answer) {
    server.stubFor(post(urlEqualTo(PATH)).willReturn(answer));
  }

  private static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody(body);
  }

  private CredentialsException failure() {
    CredentialsException thrown =
        catchThrowableOfType(CredentialsException.class, () -> endpoint().request());
    assertThat(thrown).isNotNull();
    assertThat(thrown.getMessage()).doesNotContain(SECRET);
    return thrown;
  }

  @Test
  void request_formAndCredentials_areWhatTheServiceWants() {
    answers(json(200, "{\"access_token\":\"tok\",\"token_type\":\"Bearer\",\"expires_in\":3600}"));
    Token token = endpoint().request();

    assertThat(token.value()).isEqualTo("tok");
    LoggedRequest request = server.findAll(postRequestedFor(urlEqualTo(PATH))).get(0);
    assertThat(request.getHeader("Authorization"))
        .isEqualTo(
            "Basic "
                + java.util.Base64.getEncoder()
                    .encodeToString(("client id:" + SECRET).getBytes(StandardCharsets.UTF_8)));
    Map<String, String> form = new HashMap<>();
    for (String pair : request.getBodyAsString().split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    assertThat(form)
        .containsOnly(
            Map.entry("grant_type", "client_credentials"),
            Map.entry("scope", "all-apis"),
            Map.entry("resource", "api://databricks/workspaces/1234567890/zerobusDirectWriteApi"),
            Map.entry(
                "authorization_details",
                "[{\"type\":\"unity_catalog_privileges\",\"privileges\":[\"USE CATALOG\"],"
                    + "\"object_type\":\"CATALOG\",\"object_full_path\":\"main\"},"
                    + "{\"type\":\"unity_catalog_privileges\",\"privileges\":[\"USE SCHEMA\"],"
                    + "\"object_type\":\"SCHEMA\",\"object_full_path\":\"main.default\"},"
                    + "{\"type\":\"unity_catalog_privileges\",\"privileges\":[\"SELECT\",\"MODIFY\"],"
                    + "\"object_type\":\"TABLE\",\"object_full_path\":\"main.default.app_logs\","
                    + "\"operations\":[\"zerobuswrite\"]}]"));
  }

  @Test
  @KnownFault(29)
  void request_quotedLifetime_counts() {
    answers(json(200, "{\"access_token\":\"tok\",\"expires_in\":\"3600\"}"));
    Token token = endpoint().request();
    assertThat(token.isValidAt(System.nanoTime() + TimeUnit.MINUTES.toNanos(59))).isTrue();
    assertThat(token.isValidAt(System.nanoTime() + TimeUnit.MINUTES.toNanos(61))).isFalse();
  }

  @Test
  void request_oddLifetime_tokenIsUsedButNotKept() {
    for (String odd :
        new String[] {
          "",
          ",\"expires_in\":0",
          ",\"expires_in\":-1",
          ",\"expires_in\":1.5",
          ",\"expires_in\":\"soon\""
        }) {
      answers(json(200, "{\"access_token\":\"tok\"" + odd + "}"));
      Token token = endpoint().request();
      assertThat(token.value()).isEqualTo("tok");
      assertThat(token.isValidAt(System.nanoTime())).isFalse();
    }
  }

  @Test
  @KnownFault(29)
  void request_answerOfAMebibyte_isTaken() {
    String token = "t".repeat(1 << 20);
    answers(json(200, "{\"access_token\":\"" + token + "\",\"expires_in\":3600}"));
    assertThat(endpoint().request().value()).isEqualTo(token);
  }

  @Test
  void request_wrongSecret_isFinalAndSaysWhatToCheck() {
    answers(
        json(
            401,
            "{\"error\":\"invalid_client\",\"error_description\":\"Client authentication failed\"}"));
    CredentialsException thrown = failure();
    assertThat(thrown.isTransient()).isFalse();
    assertThat(thrown).hasMessageContainingAll("HTTP 401", "invalid_client", "client id", PATH);
  }

  @Test
  void request_missingGrant_isFinalAndNamesTheTable() {
    answers(
        json(
            401,
            "{\"error\":\"invalid_authorization_details\",\"error_description\":\"User is not"
                + " authorized to the requested authorizations\"}"));
    CredentialsException thrown = failure();
    assertThat(thrown.isTransient()).isFalse();
    assertThat(thrown).hasMessageContaining("main.default.app_logs");
  }

  @Test
  void request_serverTrouble_isTransient() {
    for (int status : new int[] {429, 500, 503}) {
      answers(json(status, "<html>"));
      assertThat(failure().isTransient()).isTrue();
    }
  }

  @Test
  void request_redirect_isNotFollowed() {
    answers(aResponse().withStatus(307).withHeader("Location", "/elsewhere"));
    CredentialsException thrown = failure();
    assertThat(thrown.isTransient()).isFalse();
    assertThat(thrown).hasMessageContaining("redirects are not followed");
    server.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
    server.verify(0, getRequestedFor(urlEqualTo("/elsewhere")));
  }

  @Test
  void request_nobodyListens_isTransientAndNamesTheAddress() {
    int port = server.port();
    server.stop();
    TokenEndpoint endpoint =
        new TokenEndpoint(
            Endpoint.parse("http://127.0.0.1:" + port),
            TokenGrant.ingest(Endpoint.parse("http://127.0.0.1:1"), "a.b.c"),
            "id",
            () -> SECRET,
            TransportOptions.builder().build(),
            System::nanoTime);
    CredentialsException thrown =
        catchThrowableOfType(CredentialsException.class, endpoint::request);
    assertThat(thrown.isTransient()).isTrue();
    assertThat(thrown).hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  @KnownFault(29)
  void request_answerThatIsNoToken_quotesNothingOfIt() {
    for (String body : new String[] {"", "<html>secret</html>", "{\"token\":\"secret\"}", "[]"}) {
      answers(json(200, body));
      CredentialsException thrown = failure();
      assertThat(thrown.isTransient()).isFalse();
      assertThat(thrown.getMessage()).doesNotContain("secret");
    }
  }

  @Test
  @KnownFault(29)
  void request_tokenThatNoHeaderMayHold_isRefusedUnquoted() {
    answers(json(200, "{\"access_token\":\"tok\\nen\",\"expires_in\":3600}"));
    assertThat(failure().getMessage()).doesNotContain("tok\n");
  }

  @Test
  void request_secretFileGone_isTransient() {
    secret =
        () -> {
          throw new IOException("no such file");
        };
    assertThat(failure().isTransient()).isTrue();
    server.verify(0, postRequestedFor(urlEqualTo(PATH)));
  }
}
