// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.grpc.Metadata;
import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of client credentials, over all streams of an SDK. */
class SharedTokensTest extends SdkFixture {
  private final WireMockServer workspace = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void startWorkspace() {
    workspace.start();
    grant("tok-1", Scenario.STARTED, "second");
    grant("tok-2", "second", "third");
    grant("tok-3", "third", "third");
  }

  private void grant(String token, String state, String next) {
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token"))
            .inScenario("tokens")
            .whenScenarioStateIs(state)
            .willReturn(okJson("{\"access_token\":\"" + token + "\",\"expires_in\":3600}"))
            .willSetStateTo(next));
  }

  @AfterEach
  void stopWorkspace() {
    workspace.stop();
  }

  private ZerobusSdk oauthSdk() {
    return ZerobusSdk.builder()
        .serverEndpoint("http://127.0.0.1:" + server.port())
        .workspaceUrl("http://127.0.0.1:" + workspace.port())
        .diagnosticListener(
            (level, kind, message, throwable) -> told.add(kind + " " + level + " " + message))
        .build();
  }

  private List<String> tokensSeen() {
    return server.streams.stream()
        .map(
            stream ->
                stream.headers.get(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
        .toList();
  }

  private int requests() {
    return workspace.findAll(postRequestedFor(urlEqualTo("/oidc/v1/token"))).size();
  }

  @Test
  void streams_ofOneClientAndTable_shareOneToken() {
    try (ZerobusSdk sdk = oauthSdk()) {
      for (int i = 0; i < 3; i++) {
        sdk.createStream("id", "secret", TABLE).close();
      }
      assertThat(requests()).isEqualTo(1);
      sdk.createStream("id", "secret", TableProperties.json("main.default.other")).close();
      sdk.createStream("id", "another secret", TABLE).close();
      assertThat(requests()).isEqualTo(3);
    }
    assertThat(tokensSeen())
        .containsExactly(
            "Bearer tok-1", "Bearer tok-1", "Bearer tok-1", "Bearer tok-2", "Bearer tok-3");
    assertThat(told.stream().filter(line -> line.startsWith("TOKEN_REFRESHED INFO")))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains("3600 s").doesNotContain("tok-"));
  }

  @Test
  void firstOpening_isRefused_oneMoreWithAFreshToken() {
    serverPlays(ScriptedServer.refusing(Status.UNAUTHENTICATED), ScriptedServer.FAITHFUL);
    try (ZerobusSdk sdk = oauthSdk();
        ZerobusStream stream = sdk.createStream("id", "secret", TABLE, quick().build())) {
      stream.ingestRecord(record(0)).waitForAck();
    }
    assertThat(tokensSeen()).containsExactly("Bearer tok-1", "Bearer tok-2");
  }

  @Test
  void secondRefusal_isFinal_andTheNextStreamGetsAFreshToken() {
    serverPlays(
        ScriptedServer.refusing(Status.UNAUTHENTICATED),
        ScriptedServer.refusing(Status.UNAUTHENTICATED),
        ScriptedServer.FAITHFUL);
    try (ZerobusSdk sdk = oauthSdk()) {
      assertThatThrownBy(() -> sdk.createStream("id", "secret", TABLE, quick().build()))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContaining("UNAUTHENTICATED")
          .hasMessageNotContaining("tok-");
      sdk.createStream("id", "secret", TABLE, quick().build()).close();
    }
    assertThat(tokensSeen()).containsExactly("Bearer tok-1", "Bearer tok-2", "Bearer tok-3");
  }

  @Test
  void wrongSecret_isToldWithoutIt() {
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token"))
            .willReturn(status(401).withBody("{\"error\":\"invalid_client\"}")));
    try (ZerobusSdk sdk = oauthSdk()) {
      assertThatThrownBy(() -> sdk.createStream("the-id", "s3cret", TABLE))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContainingAll("invalid_client", "the-id")
          .hasMessageNotContaining("s3cret");
      awaitTrue(() -> told.stream().anyMatch(line -> line.startsWith("TOKEN_FAILED WARNING")));
    }
    assertThat(told).noneSatisfy(line -> assertThat(line).contains("s3cret"));
  }

  @Test
  void refusal_thatQuotesSecrets_isShownWithoutThemEverywhere() {
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token"))
            .willReturn(
                status(403)
                    .withBody(
                        "{\"error\":\"access_denied\",\"error_description\":"
                            + "\"got my-s3cret and Bearer abcdefghijkl"
                            + " and dose0123456789abcdef0123\"}")));
    List<Throwable> causes = new CopyOnWriteArrayList<>();
    try (ZerobusSdk sdk =
        ZerobusSdk.builder()
            .serverEndpoint("http://127.0.0.1:" + server.port())
            .workspaceUrl("http://127.0.0.1:" + workspace.port())
            .diagnosticListener(
                (level, kind, message, throwable) -> {
                  told.add(message);
                  if (throwable != null) {
                    causes.add(throwable);
                  }
                })
            .build()) {
      assertThatThrownBy(() -> sdk.createStream("id", "my-s3cret", TABLE)).satisfies(causes::add);
      assertThatThrownBy(
              () -> new OAuthHeadersProvider(sdk, TABLE_NAME, "id", "my-s3cret").getHeaders())
          .satisfies(causes::add);
    }
    StringWriter all = new StringWriter();
    causes.forEach(cause -> cause.printStackTrace(new PrintWriter(all)));
    told.forEach(all::append);
    assertThat(all.toString())
        .contains("access_denied", "got ***")
        .doesNotContain("my-s3cret")
        .doesNotContain("abcdefghijkl")
        .doesNotContain("dose0123");
  }

  @Test
  void workspaceUrl_isTheZerobusEndpoint_isGuessed() {
    String endpoint = "http://127.0.0.1:" + server.port();
    try (ZerobusSdk sdk =
        ZerobusSdk.builder()
            .serverEndpoint(endpoint)
            .workspaceUrl(endpoint)
            .diagnosticListener(DiagnosticListener.none())
            .build()) {
      assertThatThrownBy(
              () -> sdk.createStream("id", "secret", TABLE, quick().recovery(false).build()))
          .hasMessageContaining("is it the Zerobus endpoint, and not the workspace?");
    }
  }

  @Test
  void tokenRequest_namesUsAndTheApplication() {
    try (ZerobusSdk sdk =
        ZerobusSdk.builder()
            .serverEndpoint("http://127.0.0.1:" + server.port())
            .workspaceUrl("http://127.0.0.1:" + workspace.port())
            .applicationName("orders/1.4")
            .diagnosticListener(DiagnosticListener.none())
            .build()) {
      sdk.createStream("id", "secret", TABLE).close();
    }
    assertThat(
            workspace
                .findAll(postRequestedFor(urlEqualTo("/oidc/v1/token")))
                .get(0)
                .getHeader("User-Agent"))
        .startsWith("zerobus-sdk-java/")
        .endsWith(" orders/1.4");
  }

  @Test
  void close_tokenRequestUnderWay_isGivenUpAtOnce() {
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token")).willReturn(aResponse().withFixedDelay(60_000)));
    ZerobusSdk sdk = oauthSdk();
    CompletableFuture<ZerobusStream> opening = sdk.createStreamAsync("id", "secret", TABLE);
    awaitTrue(() -> requests() == 1);
    opening.cancel(true);
    sdk.close();
    // Sooner than the request itself would give up, which is after ten seconds.
    await()
        .atMost(5, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("zerobus-")));
  }

  @Test
  void oauthHeadersProvider_givesBothHeaders_andForgetsWhatWasRefused() throws Exception {
    try (OAuthHeadersProvider provider =
        new OAuthHeadersProvider(
            "http://127.0.0.1:" + server.port(),
            "http://127.0.0.1:" + workspace.port(),
            TABLE_NAME,
            "id",
            "s3cret")) {
      Map<String, String> headers = provider.getHeaders();
      assertThat(headers)
          .containsOnly(
              Map.entry("authorization", "Bearer tok-1"),
              Map.entry("x-databricks-zerobus-table-name", TABLE_NAME));
      assertThat(provider.getHeaders()).isEqualTo(headers);
      provider.onRefused();
      assertThat(provider.getHeaders()).containsEntry("authorization", "Bearer tok-2");
      assertThat(provider.toString()).doesNotContain("s3cret").contains(TABLE_NAME);
      try (ZerobusSdk sdk = sdk();
          ZerobusStream stream = sdk.createStream(provider, TABLE)) {
        stream.ingestRecord(record(0)).waitForAck();
      }
    }
    assertThat(tokensSeen()).containsExactly("Bearer tok-2");
  }

  @Test
  void oauthHeadersProvider_refusedOrAway_saysWhichIsWhich() {
    workspace.stubFor(post(urlEqualTo("/oidc/v1/token")).willReturn(status(403)));
    assertThatThrownBy(() -> headersFrom(workspace.port()))
        .isExactlyInstanceOf(NonRetriableException.class)
        .hasMessageContaining("403");
    int port = workspace.port();
    workspace.stop();
    assertThatThrownBy(() -> headersFrom(port))
        .isExactlyInstanceOf(ZerobusException.class)
        .extracting(thrown -> ((ZerobusException) thrown).isRetriable())
        .isEqualTo(true);
  }

  private Map<String, String> headersFrom(int port) throws InterruptedException {
    try (OAuthHeadersProvider provider =
        new OAuthHeadersProvider(
            "http://127.0.0.1:1", "http://127.0.0.1:" + port, TABLE_NAME, "id", "secret")) {
      return provider.getHeaders();
    }
  }
}
