// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.zerobus.ingest.ScriptedServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogShipperTest {
  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  private final WireMockServer workspace = new WireMockServer(wireMockConfig().dynamicPort());
  private final ScriptedServer server = new ScriptedServer(ScriptedServer.FAITHFUL);
  private final FakeStatus status = new FakeStatus();
  private final int port = server.port();
  private @Nullable LogShipper shipper;

  @BeforeEach
  void startWorkspace() {
    workspace.start();
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token"))
            .willReturn(okJson("{\"access_token\":\"tok\",\"expires_in\":3600}")));
  }

  @AfterEach
  void nothingIsLeft() {
    if (shipper != null) {
      shipper.close();
    }
    server.close();
    workspace.stop();
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("zerobus-")));
  }

  private LogShipper start() throws WrongSettingException {
    shipper =
        LogShipper.start(
            TestSettings.complete()
                .set("serverEndpoint", "http://127.0.0.1:" + port)
                .set("workspaceUrl", "http://127.0.0.1:" + workspace.port())
                .build(),
            status);
    return shipper;
  }

  private static void offer(LogShipper shipper, String record) {
    byte[] bytes = record.getBytes(UTF_8);
    assertThat(shipper.offer(1, bytes, 0, bytes.length, false)).isEqualTo(RecordSink.OFFERED);
  }

  // Complaint 4.
  @Test
  void start_withoutARecord_connectsToNothing() throws Exception {
    LogShipper idle = start();
    idle.drain(SECONDS_10);
    idle.close();
    assertThat(server.streams).isEmpty();
    assertThat(workspace.getAllServeEvents()).isEmpty();
  }

  @Test
  void nextSequence_countsFromZero_andInstancesDiffer() throws Exception {
    LogShipper first = start();
    assertThat(first.counts().nextSequence()).isZero();
    assertThat(first.counts().nextSequence()).isEqualTo(1);
    assertThat(first.instanceId()).matches("[0-9a-f]{32}");
    String id = first.instanceId();
    first.close();
    assertThat(start().instanceId()).isNotEqualTo(id);
  }

  // Complaint 1.
  @Test
  void flush_afterRecords_meansTheyAreAcknowledged() throws Exception {
    LogShipper shipper = start();
    offer(shipper, "{\"a\":1}");
    offer(shipper, "{\"a\":2}");
    assertThat(shipper.flush(SECONDS_10)).isTrue();
    assertThat(server.records()).containsExactly("{\"a\":1}", "{\"a\":2}");
    assertThat(shipper.acknowledgedRecords()).isEqualTo(2);
    await().until(() -> status.lines.stream().anyMatch(line -> line.contains("is open")));
  }

  // Complaint 1.
  @Test
  void stop_deliversWhatIsBuffered_andTakesNoMore() throws Exception {
    LogShipper shipper = start();
    for (int i = 0; i < 500; i++) {
      offer(shipper, "{\"a\":" + i + "}");
    }
    assertThat(shipper.drain(SECONDS_10)).isTrue();
    shipper.close();
    assertThat(server.records()).hasSize(500);
    assertThat(shipper.pendingRecords()).isZero();
    assertThat(shipper.offer(1, new byte[1], 0, 1, false)).isEqualTo(RecordSink.CLOSED);
  }

  // Complaint 2.
  @Test
  void stop_onAnInterruptedThread_deliversAllTheSameAndKeepsTheInterrupt() throws Exception {
    LogShipper shipper = start();
    offer(shipper, "{\"a\":1}");
    Thread.currentThread().interrupt();
    try {
      shipper.drain(SECONDS_10);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(server.records()).containsExactly("{\"a\":1}");
  }

  // Complaint 2.
  @Test
  void hurry_serviceNeverReached_isFoundOutSoon() throws Exception {
    server.close();
    LogShipper shipper = start();
    offer(shipper, "{\"a\":1}");
    assertThat(shipper.isUnreachable()).isFalse();
    shipper.hurry();
    await().atMost(10, TimeUnit.SECONDS).until(shipper::isUnreachable);
    assertThat(shipper.drain(SECONDS_10)).isFalse();
    shipper.close();
    assertThat(shipper.counts().lost(LossReason.SHUTDOWN)).isEqualTo(1);
  }

  /** A status listener is the user's code: it may throw, and it may hang. */
  // Complaint 4.
  @Test
  void statusThatHangs_doesNotStopDelivery() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    StatusSink hanging =
        new FakeStatus() {
          @Override
          public void info(String message) {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    shipper =
        LogShipper.start(
            TestSettings.complete()
                .set("serverEndpoint", "http://127.0.0.1:" + port)
                .set("workspaceUrl", "http://127.0.0.1:" + workspace.port())
                .build(),
            hanging);
    offer(shipper, "{\"a\":1}");
    assertThat(shipper.flush(SECONDS_10)).isTrue();
    never.countDown();
  }
}
