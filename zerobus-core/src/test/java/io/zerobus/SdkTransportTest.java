// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerobus.ingest.ScriptedServer;
import io.zerobus.ingest.TestProxy;
import io.zerobus.ingest.TestTls;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport options of the SDK's builder, and what an unreachable service says. */
class SdkTransportTest extends SdkFixture {
  @TempDir Path folder;

  private ZerobusSdk.Builder to(String endpoint) {
    return ZerobusSdk.builder()
        .serverEndpoint(endpoint)
        .diagnosticListener(DiagnosticListener.none());
  }

  private static ZerobusException openingFails(
      ZerobusSdk.Builder builder, StreamConfigurationOptions.Builder options) {
    try (ZerobusSdk sdk = builder.build()) {
      return catchThrowableOfType(
          ZerobusException.class, () -> sdk.createStream(TOKEN, TABLE, options.build()));
    }
  }

  @Test
  void tlsToAPlaintextPort_isClearAndWithinTheBudget() {
    String endpoint = "https://127.0.0.1:" + server.port();
    ZerobusException once = openingFails(to(endpoint), quick().recovery(false));
    assertThat(once.isRetriable()).isTrue();
    assertThat(once).hasMessageContainingAll(endpoint, "recovery is off", "TLS");
    ZerobusException retried = openingFails(to(endpoint), quick().recoveryRetries(2));
    assertThat(retried).hasMessageContainingAll(endpoint, "after 2 retries", "TLS");
  }

  @Test
  void unreachableHost_isClearAndWithinTheBudget() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String endpoint = "http://127.0.0.1:" + port;
    assertThat(openingFails(to(endpoint), quick().recovery(false)))
        .hasMessageContainingAll(endpoint, "recovery is off", "refused");
    assertThat(openingFails(to(endpoint), quick().recoveryRetries(3)))
        .hasMessageContainingAll(endpoint, "after 3 retries", "refused");
    assertThat(openingFails(to("https://no.such.host.invalid"), quick().recovery(false)))
        .hasMessageContainingAll("no.such.host.invalid", "recovery is off");
  }

  @Test
  void serverThatNeverAnswers_saysWhatWasWaitedFor() {
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onCreate(
              ScriptedServer.Stream stream, io.zerobus.proto.CreateIngestStreamRequest request) {}
        });
    assertThat(
            openingFails(
                to("http://127.0.0.1:" + server.port()),
                quick().recoveryTimeout(Duration.ofMillis(50)).recoveryRetries(1)))
        .hasMessageContainingAll("the service opened no stream within 50 ms", "after 1 retries");
  }

  @Test
  void tls_ownTrustAndClientCertificate_records() throws Exception {
    HeldCertificate certificate = TestTls.server("localhost");
    server.close();
    server =
        new ScriptedServer(
            0, TestTls.credentialsThatAskForTheClients(certificate), ScriptedServer.FAITHFUL);
    Path trust = TestTls.pem(folder.resolve("ca.pem"), TestTls.AUTHORITY.certificatePem());
    Path identity =
        TestTls.pem(
            folder.resolve("me.pem"),
            TestTls.CLIENT.certificatePem(),
            TestTls.INTERMEDIATE.certificatePem(),
            TestTls.CLIENT.privateKeyPkcs8Pem());
    String endpoint = "localhost:" + server.port();
    try (ZerobusSdk sdk =
            to(endpoint).trustFile(trust).clientCertificate(identity, identity, null).build();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      stream.ingestRecord(record(0)).waitForAck();
    }
    assertThat(openingFails(to(endpoint), quick().recovery(false)))
        .hasMessageContainingAll(endpoint, "trustFile");
    assertThat(server.records()).containsExactly(record(0));
  }

  @Test
  void proxy_ofTheBuilder_isUsed() throws Exception {
    try (TestProxy proxy = new TestProxy();
        ZerobusSdk sdk = to("http://127.0.0.1:" + server.port()).proxy(proxy.authority()).build();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      stream.ingestRecord(record(0)).waitForAck();
      assertThat(proxy.targets).containsExactly("127.0.0.1:" + server.port());
    }
  }

  @Test
  void wrongOptions_areNamedAtOnceAndWithoutSecrets() throws Exception {
    assertThatThrownBy(() -> to("https://h").trustFile(folder.resolve("none.pem")).build())
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContainingAll("trustFile", "none.pem");
    Path empty = Files.writeString(folder.resolve("empty.p12"), "");
    assertThatThrownBy(
            () -> to("https://h").clientKeyStore(empty, "pass word".toCharArray()).build())
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContainingAll("clientKeyStore", "empty.p12")
        .hasMessageNotContaining("pass word");
    assertThatThrownBy(() -> to("https://h").proxy("http://u:s3cret@"))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> to("https://h").applicationName("line\nbreak"))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("applicationName");
    assertThatThrownBy(() -> ZerobusSdk.builder().build())
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("server endpoint is not set");
  }

  @Test
  void plaintextToAnotherMachine_onlyWhenAllowed() {
    assertThatThrownBy(() -> to("http://zerobus.example.com").build())
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("allowPlaintext");
    to("http://zerobus.example.com").allowPlaintext(true).build().close();
  }
}
