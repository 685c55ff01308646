// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.proto.CreateIngestStreamRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ZerobusSdkTest {
  private static final TableProperties TABLE = TableProperties.json("main.default.air_quality");
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final WireMockServer workspace = new WireMockServer(wireMockConfig().dynamicPort());
  private ScriptedServer server = new ScriptedServer(ScriptedServer.FAITHFUL);

  @BeforeEach
  void startWorkspace() {
    workspace.start();
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token"))
            .willReturn(okJson("{\"access_token\":\"tok\",\"expires_in\":3600}")));
  }

  @AfterEach
  void nothingIsLeft() {
    server.close();
    workspace.stop();
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("zerobus-")));
  }

  private void serverPlays(ScriptedServer.Script... scripts) {
    server.close();
    server = new ScriptedServer(scripts);
  }

  private ZerobusSdk sdk() {
    return new ZerobusSdk(
        "http://127.0.0.1:" + server.port(), "http://127.0.0.1:" + workspace.port());
  }

  @Test
  void ingest_recordsAndBatches_arriveAndAreDurable() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream("id", "secret", TABLE)) {
      assertThat(stream.getState()).isEqualTo(StreamState.OPENED);
      assertThat(stream.getStreamId()).startsWith("scripted-");
      assertThat(stream.ingestRecordOffset("{\"n\":0}")).isZero();
      assertThat(stream.ingestRecordsOffset(List.of("{\"n\":1}", "{\"n\":2}"))).isEqualTo(1);
      assertThat(stream.ingestRecordsOffset(List.of())).isEqualTo(-1);
      long last = stream.tryIngestRecordOffset("{\"n\":3}");
      assertThat(last).isEqualTo(2);
      stream.waitForOffset(last);
      stream.flush();
      assertThat(server.records())
          .containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
      assertThat(server.streams.get(0).headers.get(AUTHORIZATION)).isEqualTo("Bearer tok");
      stream.close();
      assertThat(stream.getState()).isEqualTo(StreamState.CLOSED);
      assertThat(stream.getUnackedRecords()).isEmpty();
      assertThatThrownBy(() -> stream.ingestRecordOffset("{}"))
          .isInstanceOf(ZerobusException.class)
          .hasMessageContaining("has ended");
    }
    assertThat(server.violations).isEmpty();
  }

  @Test
  void ingest_moreThanFitsInFlight_waitsForRoom() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(
                "id",
                "secret",
                TABLE,
                StreamConfigurationOptions.builder().maxInflightRecords(10).build())) {
      for (int i = 0; i < 1_000; i++) {
        stream.ingestRecordOffset("{\"n\":" + i + "}");
      }
      stream.flush();
    }
    assertThat(server.records()).hasSize(1_000);
  }

  @Test
  void createStream_unknownTable_saysSoAtOnce() {
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
            stream.end(Status.NOT_FOUND.withDescription("Table not found"));
          }
        });
    try (ZerobusSdk sdk = sdk()) {
      NonRetriableException thrown =
          catchThrowableOfType(
              NonRetriableException.class, () -> sdk.createStream("id", "secret", TABLE));
      assertThat(thrown)
          .hasMessageContainingAll("main.default.air_quality", "NOT_FOUND", "Table not found");
      assertThat(thrown.getStatusCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
    assertThat(server.streams).hasSize(1);
  }

  @Test
  void createStream_wrongSecret_saysWhatToCheckAndHidesIt() {
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token"))
            .willReturn(status(401).withBody("{\"error\":\"invalid_client\"}")));
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(() -> sdk.createStream("the-id", "s3cret", TABLE))
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContainingAll("invalid_client", "the-id")
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void createStream_nobodyListens_namesEndpointAttemptsAndCause() {
    int port = server.port();
    ZerobusSdk away = sdk();
    server.close();
    StreamConfigurationOptions options =
        StreamConfigurationOptions.builder()
            .recoveryRetries(2)
            .recoveryBackoff(Duration.ofMillis(10))
            .build();
    try (ZerobusSdk sdk = away) {
      ZerobusException thrown =
          catchThrowableOfType(
              ZerobusException.class, () -> sdk.createStream("id", "secret", TABLE, options));
      assertThat(thrown)
          .hasMessageContainingAll("127.0.0.1:" + port, "after 2 retries", "Connection refused");
      assertThat(thrown.isRetriable()).isTrue();
    }
  }

  @Test
  void close_serverNeverAcknowledges_saysWhatIsLeft() {
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {}
        });
    StreamConfigurationOptions options =
        StreamConfigurationOptions.builder().flushTimeout(Duration.ofMillis(200)).build();
    ZerobusSdk sdk = sdk();
    ZerobusStream stream = sdk.createStream("id", "secret", TABLE, options);
    stream.ingestRecordOffset("{\"n\":1}");
    assertThatThrownBy(stream::flush).hasMessageContaining("timed out after 200 ms");
    assertThatThrownBy(stream::getUnackedRecords).hasMessageContaining("once the stream has ended");
    assertThatThrownBy(sdk::close).hasMessageContaining("1 records were not acknowledged");
    assertThat(stream.getUnackedRecords()).containsExactly("{\"n\":1}");
    stream.close(); // a second time does nothing
    sdk.close();
  }

  @Test
  void ingest_recordRefused_streamFailsAndKeepsWhatIsUnacknowledged() {
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            stream.end(Status.INVALID_ARGUMENT.withDescription("unrecognized field name 'x'"));
          }
        });
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream("id", "secret", TABLE);
      stream.ingestRecordOffset("{\"x\":1}");
      assertThatThrownBy(stream::flush)
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContaining("unrecognized field name 'x'");
      assertThat(stream.getState()).isEqualTo(StreamState.FAILED);
      assertThat(stream.getUnackedRecords()).containsExactly("{\"x\":1}");
      assertThatThrownBy(stream::close).hasMessageContaining("1 records");
    }
  }

  @Test
  void ingest_payloadOverTheLimit_isRefusedBeforeAnyIo() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream("id", "secret", TABLE)) {
      byte[] large = new byte[ZerobusStream.MAX_PAYLOAD_BYTES + 1];
      Arrays.fill(large, (byte) ' ');
      large[0] = '{';
      large[large.length - 1] = '}';
      assertThatThrownBy(() -> stream.ingestRecordOffset(large))
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContaining("10420224");
    }
    assertThat(server.records()).isEmpty();
  }

  @Test
  void waitForOffset_notGivenYet_isRefused() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream("id", "secret", TABLE)) {
      assertThatThrownBy(() -> stream.waitForOffset(0)).hasMessageContaining("not given yet");
    }
  }

  @Test
  void endpoints_thatAreNone_areRefusedWithTheirText() {
    assertThatThrownBy(() -> new ZerobusSdk("not a url", "http://127.0.0.1:1"))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContainingAll("server endpoint", "not a url");
    assertThatThrownBy(() -> new ZerobusSdk("http://127.0.0.1:1", "ftp://x"))
        .hasMessageContainingAll("workspace URL", "ftp://x");
    assertThatThrownBy(() -> new ZerobusSdk("http://zerobus.example.com", "http://127.0.0.1:1"))
        .hasMessageContainingAll("unencrypted", "zerobus.example.com");
  }

  @Test
  void options_outOfRange_nameOptionAndValue() {
    assertThatThrownBy(() -> StreamConfigurationOptions.builder().maxInflightRecords(0).build())
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("maxInflightRecords is 0");
    assertThatThrownBy(
            () -> StreamConfigurationOptions.builder().flushTimeout(Duration.ofSeconds(-1)).build())
        .hasMessageContaining("flushTimeout is PT-1S");
  }

  @Test
  void tableName_notOfThreeParts_isRefused() {
    for (String wrong : List.of("", "t", "a.b", "a..c", "a.b.c.d", "a.b.c-d", "a.b.ü")) {
      assertThatThrownBy(() -> TableProperties.json(wrong))
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContaining("'" + wrong + "'");
    }
  }
}
