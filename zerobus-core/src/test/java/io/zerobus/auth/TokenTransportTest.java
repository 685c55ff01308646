// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.DaemonThreads;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.LeftThreads;
import io.zerobus.ingest.TestProxy;
import io.zerobus.ingest.TestTls;
import io.zerobus.ingest.TransportOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Token requests over real sockets on loopback. */
class TokenTransportTest {
  private static final HeldCertificate LOOPBACK = TestTls.server("127.0.0.1", "localhost");

  /**
   * OkHttp has one set of these for the whole process: one looks after time-outs, one after idle
   * connections. They are daemons and end when nobody has used them for a minute.
   */
  private static final String[] OKHTTP_KEEPS = {"Okio Watchdog", "OkHttp TaskRunner"};

  @TempDir private Path dir;
  private Path authority;
  private final LeftThreads threads = LeftThreads.since();
  private final List<AutoCloseable> toClose = new ArrayList<>();

  @BeforeEach
  void writeAuthority() throws Exception {
    authority = TestTls.pem(dir.resolve("authority.pem"), TestTls.AUTHORITY.certificatePem());
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
    threads.awaitNoneBut(OKHTTP_KEEPS);
  }

  private <T extends AutoCloseable> T closing(T resource) {
    toClose.add(resource);
    return resource;
  }

  private WireMockConfiguration tls(HeldCertificate certificate) throws Exception {
    String password = String.valueOf(TestTls.PASSWORD);
    return wireMockConfig()
        .dynamicPort()
        .dynamicHttpsPort()
        .keystorePath(TestTls.keyStore(dir.resolve("server.p12"), "PKCS12", certificate).toString())
        .keystoreType("PKCS12")
        .keystorePassword(password)
        .keyManagerPassword(password);
  }

  private WireMockServer server(WireMockConfiguration configuration) {
    WireMockServer server = new WireMockServer(configuration);
    server.start();
    toClose.add(server::stop);
    server.stubFor(any(anyUrl()).willReturn(okJson("{\"access_token\":\"tok\"}")));
    return server;
  }

  private static TransportOptions.Builder options() {
    return TransportOptions.builder().environment(name -> null);
  }

  private TokenEndpoint endpoint(String workspace, TransportOptions.Builder options) {
    TokenEndpoint endpoint =
        new TokenEndpoint(
            Endpoint.parse(workspace),
            TokenGrant.ingest(Endpoint.parse("1.zerobus.eu.cloud.databricks.com"), "a.b.c"),
            "id",
            () -> "s3cret-of-client",
            options.build(),
            System::nanoTime);
    toClose.add(endpoint::close);
    return endpoint;
  }

  private void assertGranted(String workspace, TransportOptions.Builder options) {
    assertThat(endpoint(workspace, options).request().value()).isEqualTo("tok");
  }

  private String failure(String workspace, TransportOptions.Builder options) {
    CredentialsException thrown =
        catchThrowableOfType(
            CredentialsException.class, () -> endpoint(workspace, options).request());
    assertThat(thrown).isNotNull();
    assertThat(thrown.isTransient()).isTrue();
    assertThat(thrown.getMessage())
        .startsWith("no token from " + workspace)
        .doesNotContain("s3cret")
        .doesNotContain("\n");
    return thrown.getMessage();
  }

  @Test
  void request_authorityOfTheFile_isGranted() throws Exception {
    WireMockServer server = server(tls(LOOPBACK));
    assertGranted("https://localhost:" + server.httpsPort(), options().trustFile(authority, null));
  }

  @Test
  void request_mutualTls_isGranted() throws Exception {
    Path trust =
        TestTls.trustStore(dir.resolve("trust.jks"), "JKS", TestTls.AUTHORITY.certificate());
    WireMockServer server =
        server(
            tls(LOOPBACK)
                .needClientAuth(true)
                .trustStorePath(trust.toString())
                .trustStoreType("JKS")
                .trustStorePassword(String.valueOf(TestTls.PASSWORD)));
    String workspace = "https://127.0.0.1:" + server.httpsPort();
    Path identity =
        TestTls.keyStore(
            dir.resolve("client.jks"), "JKS", TestTls.CLIENT, TestTls.INTERMEDIATE.certificate());
    assertGranted(
        workspace,
        options().trustFile(trust, TestTls.PASSWORD).clientKeyStore(identity, TestTls.PASSWORD));
    // Whether the alert or the broken connection is seen first is a race.
    assertThat(failure(workspace, options().trustFile(trust, TestTls.PASSWORD))).isNotBlank();
  }

  @Test
  void failure_untrustedWorkspace_namesTheOption() throws Exception {
    WireMockServer server = server(tls(LOOPBACK));
    assertThat(failure("https://127.0.0.1:" + server.httpsPort(), options()))
        .contains("not trusted", "trustFile");
  }

  @Test
  void failure_certificateOfAnotherHost_saysSo() throws Exception {
    WireMockServer server = server(tls(TestTls.server("elsewhere.test")));
    assertThat(
            failure(
                "https://127.0.0.1:" + server.httpsPort(), options().trustFile(authority, null)))
        .contains("for another host", "elsewhere.test");
  }

  @Test
  void failure_wrongScheme_saysSo() throws Exception {
    WireMockServer server = server(tls(LOOPBACK));
    assertThat(failure("https://127.0.0.1:" + server.port(), options()))
        .contains("answers without TLS", "http://");
    try (ServerSocket tls = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      // WireMock answers both at its TLS port; others answer with an alert.
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> alert(tls), task -> DaemonThreads.create("test-alert", task).start());
      assertThat(failure("http://127.0.0.1:" + tls.getLocalPort(), options()))
          .contains("wants TLS", "https://");
      served.get(10, TimeUnit.SECONDS);
    }
  }

  private static void alert(ServerSocket server) {
    try (Socket socket = server.accept()) {
      assertThat(socket.getInputStream().read()).isEqualTo('P');
      socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 10});
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void failure_unknownHost_namesIt() {
    assertThat(failure("https://workspace.invalid", options()))
        .contains("unknown host", "workspace.invalid");
  }

  @Test
  void proxy_hostThatOnlyTheProxyKnows_isReachedThroughATunnel() throws Exception {
    WireMockServer server = server(tls(TestTls.server("workspace.invalid")));
    TestProxy proxy = closing(new TestProxy());
    proxy.route("workspace.invalid:443", server.httpsPort());
    assertGranted(
        "https://workspace.invalid",
        options().trustFile(authority, null).proxy("http://user:pass@" + proxy.authority()));
    assertThat(proxy.targets).containsOnly("workspace.invalid:443");
    assertThat(proxy.authorizations).containsExactly("Basic dXNlcjpwYXNz");
    assertThat(server.getAllServeEvents().get(0).getRequest().containsHeader("Proxy-Authorization"))
        .isFalse();
  }

  @Test
  void environment_proxy_isTakenByScheme() throws Exception {
    WireMockServer server = server(tls(LOOPBACK));
    TestProxy proxy = closing(new TestProxy());
    Map<String, String> environment = Map.of("https_proxy", proxy.authority());
    String workspace = "https://127.0.0.1:" + server.httpsPort();
    TransportOptions.Builder options =
        TransportOptions.builder().environment(environment::get).trustFile(authority, null);
    assertGranted(workspace, options);
    assertThat(proxy.targets).hasSize(1);
    assertGranted("http://127.0.0.1:" + server.port(), options);
    assertGranted(workspace, options.noProxy());
    assertThat(proxy.targets).hasSize(1);
  }

  @Test
  void proxy_plaintextWorkspace_isAskedForTheUrl() throws Exception {
    TestProxy proxy = closing(new TestProxy());
    proxy.answer(
        "HTTP/1.1 200 OK\r\nContent-Length: 22\r\nConnection: close\r\n\r\n"
            + "{\"access_token\":\"tok\"}");
    assertGranted("http://workspace.invalid", options().proxy("user:pass@" + proxy.authority()));
    assertThat(proxy.targets).containsExactly("http://workspace.invalid/oidc/v1/token");
  }

  @Test
  void failure_proxyRefuses_isNamedWithoutCredentials() throws Exception {
    TestProxy proxy = closing(new TestProxy());
    String url = "http://me:s3cret@" + proxy.authority();
    for (int status : new int[] {403, 407}) {
      proxy.answer("HTTP/1.1 " + status + " No\r\nProxy-Authenticate: Basic\r\n\r\n");
      assertThat(failure("https://workspace.invalid", options().proxy(url)))
          .contains("through proxy http://***@" + proxy.authority());
    }
  }

  @Test
  void failure_noProxyThere_isNamed() {
    assertThat(failure("https://workspace.invalid", options().proxy("me:s3cret@proxy.invalid:1")))
        .contains("unknown host", "http://***@proxy.invalid:1");
  }

  @Test
  void create_malformedProxyInTheEnvironment_namesTheVariable() {
    TransportOptions.Builder options =
        TransportOptions.builder()
            .environment(Map.of("HTTPS_PROXY", "socks5://me:s3cret@proxy:1")::get);
    assertThatThrownBy(() -> endpoint("https://workspace.invalid", options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void request_threadsThatOkHttpKeeps_areDaemons() throws Exception {
    WireMockServer server = server(tls(LOOPBACK));
    assertGranted("http://127.0.0.1:" + server.port(), options());
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> List.of(OKHTTP_KEEPS).contains(thread.getName()))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
  }

  /** Time-outs of a request are 10 s; nobody is to wait for that who closes. */
  @Test
  void close_duringARequest_breaksItOff() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      TokenEndpoint endpoint = endpoint("http://127.0.0.1:" + silent.getLocalPort(), options());
      CompletableFuture<Token> request =
          CompletableFuture.supplyAsync(
              endpoint::request, task -> DaemonThreads.create("zerobus-test", task).start());
      try (Socket accepted = silent.accept()) {
        assertThat(accepted.getInputStream().read()).isEqualTo('P');
        endpoint.close();
        assertThat(request).failsWithin(5, TimeUnit.SECONDS);
      }
    }
  }
}
