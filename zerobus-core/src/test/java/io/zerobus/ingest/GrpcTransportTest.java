// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.zerobus.proto.CreateIngestStreamRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over real sockets on loopback. */
class GrpcTransportTest {
  private static final HeldCertificate LOOPBACK = TestTls.server("127.0.0.1", "localhost");
  private static final Metadata.Key<String> USER_AGENT =
      Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);

  private final LeftThreads threads = LeftThreads.since();
  @TempDir private Path dir;
  private Path authority;
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
    threads.awaitNoneBut();
  }

  private <T extends AutoCloseable> T closing(T resource) {
    toClose.add(resource);
    return resource;
  }

  private ScriptedServer plaintextServer() {
    return closing(new ScriptedServer(ScriptedServer.FAITHFUL));
  }

  private ScriptedServer tlsServer(HeldCertificate certificate) {
    return server(TestTls.credentials(certificate));
  }

  private ScriptedServer server(ServerCredentials credentials) {
    return closing(new ScriptedServer(0, credentials, ScriptedServer.FAITHFUL));
  }

  private static TransportOptions.Builder options() {
    return TransportOptions.builder().environment(name -> null);
  }

  private GrpcTransport transport(Endpoint endpoint, TransportOptions.Builder options) {
    return closing(GrpcTransport.create(endpoint, options.build()));
  }

  private String failure(Endpoint endpoint, TransportOptions.Builder options) throws Exception {
    Failure failure = Attempt.failure(transport(endpoint, options));
    assertThat(failure.message()).doesNotContain("s3cret").doesNotContain("\n");
    return failure.message();
  }

  private static Endpoint https(String host, int port) {
    return Endpoint.parse("https://" + host + ":" + port);
  }

  private static Endpoint http(int port) {
    return Endpoint.parse("http://127.0.0.1:" + port);
  }

  private TestProxy proxy() throws Exception {
    return closing(new TestProxy());
  }

  private static int portWhereNobodyListens() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void version_isTheBuildsVersion() throws Exception {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + GrpcTransport.VERSION + "-SNAPSHOT</version>");
  }

  // ---- TLS -------------------------------------------------------------------------------------

  @Test
  void trustFile_authorityOfTheServer_opens() throws Exception {
    ScriptedServer server = tlsServer(LOOPBACK);
    Attempt.start(transport(server.endpoint(), options().trustFile(authority, null))).assertOpens();
    Attempt.start(
            transport(https("localhost", server.port()), options().trustFile(authority, null)))
        .assertOpens();
  }

  // Complaint 18.
  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void stores_mutualTls_opens(String type) throws Exception {
    ScriptedServer server = server(TestTls.credentialsThatAskForTheClients(LOOPBACK));
    Path trust = TestTls.trustStore(dir.resolve("trust"), type, TestTls.AUTHORITY.certificate());
    Path identity =
        TestTls.keyStore(
            dir.resolve("key"), type, TestTls.CLIENT, TestTls.INTERMEDIATE.certificate());
    Attempt.start(
            transport(
                server.endpoint(),
                options()
                    .trustFile(trust, TestTls.PASSWORD)
                    .clientKeyStore(identity, TestTls.PASSWORD)))
        .assertOpens();
  }

  @Test
  void clientCertificate_mutualTls_opens() throws Exception {
    ScriptedServer server = server(TestTls.credentialsThatAskForTheClients(LOOPBACK));
    Path chain =
        TestTls.pem(
            dir.resolve("chain.pem"),
            TestTls.CLIENT.certificatePem(),
            TestTls.INTERMEDIATE.certificatePem());
    Path key = TestTls.pem(dir.resolve("key.pem"), TestTls.CLIENT.privateKeyPkcs8Pem());
    Attempt.start(
            transport(
                server.endpoint(),
                options().trustFile(authority, null).clientCertificate(chain, key, null)))
        .assertOpens();
  }

  /** Whether the server's alert or the end of the connection is seen first is a race. */
  @RepeatedTest(10)
  void failure_serverWantsACertificate_namesTheOptions() throws Exception {
    ScriptedServer server = server(TestTls.credentialsThatAskForTheClients(LOOPBACK));
    assertThat(failure(server.endpoint(), options().trustFile(authority, null)))
        .contains("clientCertificate", "clientKeyStore");
  }

  @Test
  void failure_untrustedServer_namesTheOption() throws Exception {
    ScriptedServer server = tlsServer(LOOPBACK);
    assertThat(failure(server.endpoint(), options())).contains("not trusted", "trustFile");
    Path other = TestTls.pem(dir.resolve("other"), TestTls.OTHER_AUTHORITY.certificatePem());
    assertThat(failure(server.endpoint(), options().trustFile(other, null)))
        .contains("not trusted", "trustFile");
  }

  @Test
  void failure_expiredServer_saysSo() throws Exception {
    ScriptedServer server = tlsServer(TestTls.expired("127.0.0.1"));
    assertThat(failure(server.endpoint(), options().trustFile(authority, null)))
        .contains("not valid today", "2001");
  }

  @Test
  void failure_certificateOfAnotherHost_saysSo() throws Exception {
    ScriptedServer server = tlsServer(TestTls.server("elsewhere.test"));
    assertThat(failure(server.endpoint(), options().trustFile(authority, null)))
        .contains("certificate is for another host", "127.0.0.1");
  }

  @Test
  void failure_tlsToAPlaintextPort_saysSo() throws Exception {
    ScriptedServer server = plaintextServer();
    assertThat(failure(https("127.0.0.1", server.port()), options()))
        .contains("answers without TLS", "http://");
  }

  @Test
  void failure_plaintextToATlsPort_saysSoAtOnce() throws Exception {
    ScriptedServer server = tlsServer(LOOPBACK);
    assertThat(failure(http(server.port()), options())).contains("TLS", "https://");
  }

  @Test
  void failure_plaintextToWhatIsNoGrpc_saysSo() throws Exception {
    try (TestProxy web = new TestProxy().answer("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertThat(failure(Endpoint.parse("http://" + web.authority()), options()))
          .contains("no plaintext HTTP/2");
    }
  }

  // ---- reach -----------------------------------------------------------------------------------

  @Test
  void failure_nobodyListens_saysSo() throws Exception {
    assertThat(failure(http(portWhereNobodyListens()), options())).contains("Connection refused");
  }

  @Test
  void failure_unknownHost_namesIt() throws Exception {
    assertThat(failure(https("zerobus.invalid", 443), options()))
        .contains("unknown host", "zerobus.invalid");
  }

  @Test
  void failure_plaintextServerHangsUp_saysSo() throws Exception {
    ServerSocket silent = closing(new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1")));
    Thread hangUp =
        DaemonThreads.create(
            "test-hang-up",
            () -> {
              try (Socket accepted = silent.accept()) {
                accepted.shutdownOutput();
                accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // Closed by the end of the test.
              }
            });
    hangUp.start();
    Failure failure = Attempt.failure(transport(http(silent.getLocalPort()), options()));
    assertThat(failure.message()).contains("without an answer", "https://");
    assertThat(failure.code()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void isConnected_withTheSocket_beforeTheServerSaysAnything() throws Exception {
    ServerSocket silent = closing(new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1")));
    Attempt attempt = Attempt.start(transport(http(silent.getLocalPort()), options()));
    try (Socket accepted = silent.accept()) {
      assertThat(accepted.getInputStream().read()).isNotNegative();
      assertThat(attempt.isConnected()).isTrue();
    }
  }

  @Test
  void isConnected_nobodyListens_isFalse() throws Exception {
    Attempt attempt = Attempt.start(transport(http(portWhereNobodyListens()), options()));
    assertThat(attempt.outcome().kind).isEqualTo(ConnectionEvent.Kind.TERMINATED);
    assertThat(attempt.isConnected()).isFalse();
  }

  @Test
  void isConnected_overTheConnectionOfTheAttemptBefore() throws Exception {
    ScriptedServer server = closing(new ScriptedServer(ScriptedServer.FAITHFUL));
    GrpcTransport transport = transport(server.endpoint(), options());
    Attempt.start(transport).assertOpens();
    Attempt second = Attempt.start(transport);
    second.assertOpens();
    assertThat(second.isConnected()).isTrue();
  }

  // ---- proxies ---------------------------------------------------------------------------------

  @Test
  void proxy_hostThatOnlyTheProxyKnows_opensThroughATunnel() throws Exception {
    ScriptedServer server = tlsServer(TestTls.server("1.zerobus.invalid"));
    TestProxy proxy = proxy().route("1.zerobus.invalid:443", server.port());
    Attempt.start(
            transport(
                Endpoint.parse("1.zerobus.invalid"),
                options().trustFile(authority, null).proxy(proxy.authority())))
        .assertOpens();
    assertThat(proxy.targets).containsExactly("1.zerobus.invalid:443");
    assertThat(proxy.authorizations).containsExactly("");
  }

  @Test
  void records_throughTunnelAndTls_arriveInOrder() throws Exception {
    ScriptedServer server = server(TestTls.credentials(LOOPBACK));
    GrpcTransport transport =
        transport(
            server.endpoint(), options().trustFile(authority, null).proxy(proxy().authority()));
    IngestStream stream =
        IngestStream.start(
            SenderOptions.builder(RetryPolicy.forEver(1_000_000, 1_000_000, 1_000_000)).build(),
            StreamSpec.json("main.default.t"),
            transport,
            new Attempt.SomeHeaders(),
            new StreamObserver() {});
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      String record = "{\"n\":" + i + ",\"text\":\"" + "x".repeat(100) + "\"}";
      expected.add(record);
      byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
      assertThat(stream.offer(bytes, 0, bytes.length)).isEqualTo(i);
    }
    assertThat(stream.awaitAcknowledged(expected.size(), TimeUnit.SECONDS.toNanos(20))).isTrue();
    assertThat(server.records()).isEqualTo(expected);
    stream.requestClose(0);
    assertThat(stream.awaitEnd(TimeUnit.SECONDS.toNanos(10))).isTrue();
  }

  @Test
  void proxy_credentials_areSentToTheProxyOnly() throws Exception {
    ScriptedServer server = plaintextServer();
    TestProxy proxy = proxy();
    Attempt.start(
            transport(
                server.endpoint(), options().proxy("http://user:pass@" + proxy.authority() + "/")))
        .assertOpens();
    assertThat(proxy.targets).containsExactly("127.0.0.1:" + server.port());
    assertThat(proxy.authorizations).containsExactly("Basic dXNlcjpwYXNz");
    assertThat(server.streams.get(0).headers.keys()).doesNotContain("proxy-authorization");
  }

  @Test
  void environment_proxy_isTaken() throws Exception {
    ScriptedServer server = tlsServer(LOOPBACK);
    TestProxy proxy = proxy();
    Map<String, String> environment = Map.of("https_proxy", proxy.authority());
    TransportOptions.Builder options =
        TransportOptions.builder().environment(environment::get).trustFile(authority, null);
    Attempt.start(transport(server.endpoint(), options)).assertOpens();
    assertThat(proxy.targets).hasSize(1);
    Attempt.start(transport(server.endpoint(), options.noProxy())).assertOpens();
    assertThat(proxy.targets).hasSize(1);
  }

  @Test
  void failure_proxyRefuses_isNamedWithoutCredentials() throws Exception {
    TestProxy proxy = proxy();
    String url = "http://me:s3cret@" + proxy.authority();
    Endpoint endpoint = Endpoint.parse("1.zerobus.invalid");
    proxy.answer("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n");
    assertThat(failure(endpoint, options().proxy(url)))
        .contains("***@" + proxy.authority(), "407", "1.zerobus.invalid:443", "does not take");
    assertThat(failure(endpoint, options().proxy(proxy.authority())))
        .contains("http://" + proxy.authority(), "407", "wants credentials");
    proxy.answer("HTTP/1.1 403 Forbidden\r\n\r\ns3cret page");
    assertThat(failure(endpoint, options().proxy(url))).contains("***@" + proxy.authority(), "403");
    proxy.answer("SSH-2.0-OpenSSH_9\r\n");
    assertThat(failure(endpoint, options().proxy(url)))
        .contains("***@" + proxy.authority(), "is no HTTP proxy");
    proxy.answer("");
    assertThat(failure(endpoint, options().proxy(url)))
        .contains("***@" + proxy.authority(), "broke the connection off");
  }

  @Test
  void failure_noProxyThere_isNamed() throws Exception {
    int port = portWhereNobodyListens();
    Endpoint endpoint = Endpoint.parse("1.zerobus.invalid");
    assertThat(failure(endpoint, options().proxy("http://me:s3cret@127.0.0.1:" + port)))
        .contains("http://***@127.0.0.1:" + port, "refused");
    assertThat(failure(endpoint, options().proxy("http://me:s3cret@proxy.invalid:3128")))
        .contains("unknown host", "http://***@proxy.invalid:3128");
  }

  @Test
  void failure_behindTheProxy_namesBoth() throws Exception {
    ScriptedServer server = plaintextServer();
    TestProxy proxy = proxy().route("1.zerobus.invalid:443", server.port());
    assertThat(failure(Endpoint.parse("1.zerobus.invalid"), options().proxy(proxy.authority())))
        .contains("answers without TLS", "through proxy http://" + proxy.authority());
  }

  // ---- calls -----------------------------------------------------------------------------------

  @Test
  void userAgent_namesSdkAndApplication() throws Exception {
    ScriptedServer server = plaintextServer();
    Attempt.start(transport(server.endpoint(), options())).assertOpens();
    Attempt.start(transport(server.endpoint(), options().applicationName("my-service/1.2")))
        .assertOpens();
    String sdk = "zerobus-sdk-java/" + GrpcTransport.VERSION;
    assertThat(server.streams.get(0).headers.get(USER_AGENT)).startsWith(sdk + " grpc-java");
    assertThat(server.streams.get(1).headers.get(USER_AGENT)).startsWith(sdk + " my-service/1.2 ");
  }

  /** As in a request of the application's, which is over or out of time while we deliver. */
  // Complaint 9.
  @Test
  void open_inACallersContext_doesNotEndWithIt() throws Exception {
    CountDownLatch created = new CountDownLatch(1);
    CountDownLatch mayOpen = new CountDownLatch(1);
    ScriptedServer server =
        closing(
            new ScriptedServer(
                new ScriptedServer.Script() {
                  @Override
                  public void onCreate(
                      ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
                    created.countDown();
                    try {
                      assertThat(mayOpen.await(10, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    stream.open();
                  }
                }));
    GrpcTransport transport = transport(server.endpoint(), options());
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Context.CancellableContext request =
        Context.current().withDeadlineAfter(1, TimeUnit.HOURS, timer);
    Context previous = request.attach();
    Attempt attempt;
    try {
      attempt = Attempt.start(transport);
    } finally {
      request.detach(previous);
    }
    assertThat(created.await(10, TimeUnit.SECONDS)).isTrue();
    request.cancel(null);
    mayOpen.countDown();
    attempt.assertOpens();
    timer.shutdownNow();
  }

  // Complaint 9.
  @Test
  void open_inACancelledContext_opens() throws Exception {
    ScriptedServer server = plaintextServer();
    GrpcTransport transport = transport(server.endpoint(), options());
    Context.CancellableContext over = Context.current().withCancellation();
    over.cancel(null);
    Context previous = over.attach();
    try {
      Attempt.start(transport).assertOpens();
    } finally {
      over.detach(previous);
    }
  }

  // ---- end -------------------------------------------------------------------------------------

  /** A server that accepts and says nothing would hold the transport's thread for ever. */
  @ParameterizedTest
  @ValueSource(strings = {"https", "http", "proxy"})
  void close_duringTheHandshake_endsThreadsAndSockets(String way) throws Exception {
    ServerSocket silent = closing(new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1")));
    String address = "127.0.0.1:" + silent.getLocalPort();
    GrpcTransport transport =
        way.equals("proxy")
            ? transport(Endpoint.parse("1.zerobus.invalid"), options().proxy(address))
            : transport(Endpoint.parse(way + "://" + address), options());
    Attempt unused = Attempt.start(transport);
    try (Socket accepted = silent.accept()) {
      byte[] first = new byte[3];
      assertThat(accepted.getInputStream().readNBytes(first, 0, 3)).isEqualTo(3);
      transport.close();
      // To the end of what it sent, and of the connection.
      String rest =
          new String(accepted.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(rest).isNotNull();
    }
    threads.awaitNoneBut();
  }

  @Test
  void close_twice_isNoError() {
    GrpcTransport transport = transport(http(1), options());
    transport.close();
    transport.close();
  }
}
