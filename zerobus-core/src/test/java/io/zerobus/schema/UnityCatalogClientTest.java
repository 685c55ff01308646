// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.zerobus.auth.Cancellation;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.TransportOptions;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnityCatalogClientTest {
  private static final String TOKEN_PATH = "/oidc/v1/token";
  private static final String TABLE_PATH = "/api/2.1/unity-catalog/tables/main.logs.app_logs";
  private static final String SECRET = "s3cret";
  private static final String TOKEN = "t0ken";

  private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void startServer() {
    server.start();
    server.stubFor(
        post(urlEqualTo(TOKEN_PATH))
            .willReturn(
                aResponse().withBody("{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3600}")));
  }

  @AfterEach
  void stopServer() {
    server.stop();
  }

  private TableSchema fetch() {
    return UnityCatalogClient.fetch(
        Endpoint.parse(server.baseUrl()),
        "me",
        () -> SECRET,
        "main.logs.app_logs",
        TransportOptions.builder().build());
  }

  private void answers(ResponseDefinitionBuilder answer) {
    server.stubFor(get(urlEqualTo(TABLE_PATH)).willReturn(answer));
  }

  private SchemaException failure() {
    SchemaException thrown = catchThrowableOfType(SchemaException.class, this::fetch);
    assertThat(thrown).isNotNull();
    assertThat(thrown.getMessage()).doesNotContain(SECRET, TOKEN);
    return thrown;
  }

  @Test
  void fetch_table_isReadWithAPlainToken() {
    answers(aResponse().withBody(TableJson.real()));

    assertThat(fetch().fullName()).isEqualTo("main.logs.app_logs");

    server.verify(
        postRequestedFor(urlEqualTo(TOKEN_PATH))
            .withBasicAuth(new BasicCredentials("me", SECRET))
            .withRequestBody(equalTo("grant_type=client_credentials&scope=all-apis")));
    server.verify(
        getRequestedFor(urlEqualTo(TABLE_PATH))
            .withHeader("Authorization", equalTo("Bearer " + TOKEN)));
  }

  @Test
  void fetch_refusals_areFinalAndNameARemedy() {
    for (int status : new int[] {400, 401, 403, 404, 302}) {
      answers(
          aResponse()
              .withStatus(status)
              .withHeader("Location", "/elsewhere")
              .withBody("{\"error_code\":\"SOME_CODE\",\"message\":\"some\\nreason\"}"));
      SchemaException thrown = failure();
      assertThat(thrown.isTransient()).isFalse();
      assertThat(thrown)
          .hasMessageContainingAll(TABLE_PATH, "HTTP " + status, "SOME_CODE", "(some reason)");
    }
    answers(aResponse().withStatus(401));
    assertThat(failure()).hasMessageContaining("workspace of me");
    answers(aResponse().withStatus(403));
    assertThat(failure()).hasMessageContaining("grant me USE CATALOG");
    answers(aResponse().withStatus(404));
    assertThat(failure()).hasMessageContaining("does not exist");
    answers(aResponse().withStatus(302).withHeader("Location", "/elsewhere"));
    assertThat(failure()).hasMessageContaining("redirects are not followed");
    server.verify(0, getRequestedFor(urlEqualTo("/elsewhere")));
  }

  @Test
  void fetch_troubleOfTheServer_isTransient() {
    for (int status : new int[] {429, 408, 500, 503}) {
      answers(aResponse().withStatus(status).withBody("<html>"));
      assertThat(failure().isTransient()).isTrue();
    }
    answers(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    assertThat(failure().isTransient()).isTrue();
  }

  @Test
  void fetch_answerThatDoesNotCome_isTransient() {
    answers(aResponse().withFixedDelay(20_000).withBody(TableJson.real()));
    SchemaException thrown =
        catchThrowableOfType(
            SchemaException.class,
            () ->
                UnityCatalogClient.fetchWithin(
                    Duration.ofSeconds(1),
                    Endpoint.parse(server.baseUrl()),
                    "me",
                    () -> SECRET,
                    "main.logs.app_logs",
                    TransportOptions.builder().build(),
                    new Cancellation()));
    assertThat(thrown.isTransient()).isTrue();
    assertThat(thrown).hasMessageContaining("timeout");
  }

  @Test
  void fetch_noToken_isSaidAsTheTokenEndpointSaysIt() {
    server.stubFor(
        post(urlEqualTo(TOKEN_PATH))
            .willReturn(aResponse().withStatus(401).withBody("{\"error\":\"invalid_client\"}")));
    SchemaException thrown = failure();
    assertThat(thrown.isTransient()).isFalse();
    assertThat(thrown).hasMessageContainingAll("check the client id me and its secret");

    server.stubFor(post(urlEqualTo(TOKEN_PATH)).willReturn(aResponse().withStatus(503)));
    assertThat(failure().isTransient()).isTrue();
  }

  @Test
  void fetch_secretThatCannotBeRead_isSaid() {
    SchemaException thrown =
        catchThrowableOfType(
            SchemaException.class,
            () ->
                UnityCatalogClient.fetch(
                    Endpoint.parse(server.baseUrl()),
                    "me",
                    () -> {
                      throw new IOException("no such file");
                    },
                    "main.logs.app_logs",
                    TransportOptions.builder().build()));
    assertThat(thrown).hasMessageContaining("no such file");
  }

  @Test
  void fetch_answerThatIsNoTable_isFinal() {
    answers(aResponse().withBody("<html>" + SECRET));
    SchemaException thrown = failure();
    assertThat(thrown.isTransient()).isFalse();
    assertThat(thrown)
        .hasMessageContainingAll("table main.logs.app_logs from http", "no table record");
  }

  @Test
  void fetch_answerBeyondTheLimit_isNotRead() {
    answers(aResponse().withBody(" ".repeat((8 << 20) + 1)));
    SchemaException thrown = failure();
    assertThat(thrown.isTransient()).isFalse();
    assertThat(thrown).hasMessageContaining("larger than 8388608 bytes");
  }

  @Test
  void fetch_answerOfFourMebibytes_isRead() {
    answers(aResponse().withBody(TableJson.real() + " ".repeat(4 << 20)));
    assertThat(fetch().columns()).hasSize(6);
  }

  @Test
  void fetch_plaintextToAnotherMachine_isRefusedBeforeAByteIsSent() {
    SchemaException thrown =
        catchThrowableOfType(
            SchemaException.class,
            () ->
                UnityCatalogClient.fetch(
                    Endpoint.parse("http://workspace.example"),
                    "me",
                    () -> {
                      throw new AssertionError("the secret is read");
                    },
                    "main.logs.app_logs",
                    TransportOptions.builder().build()));
    assertThat(thrown).hasMessageContainingAll("http://workspace.example", "https://");
  }

  @Test
  void fetch_nameThatIsNoTable_isRefused() {
    for (String bad : new String[] {"", "a.b", "a.b.c.d", "a.b.c/..", "a.b.ü", "a..c"}) {
      SchemaException thrown =
          catchThrowableOfType(
              SchemaException.class,
              () ->
                  UnityCatalogClient.fetch(
                      Endpoint.parse(server.baseUrl()),
                      "me",
                      () -> SECRET,
                      bad,
                      TransportOptions.builder().build()));
      assertThat(thrown).hasMessageContaining("'" + bad + "'");
    }
    server.verify(0, postRequestedFor(urlEqualTo(TOKEN_PATH)));
  }
}
