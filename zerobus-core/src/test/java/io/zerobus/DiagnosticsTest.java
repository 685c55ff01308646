// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.zerobus.DiagnosticListener.Kind;
import io.zerobus.ingest.ScriptedServer;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class DiagnosticsTest extends SdkFixture {
  private static final String TOKEN_TEXT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

  @Test
  void life_ofAStream_isTold() {
    serverPlays(
        ScriptedServer.breaking(Status.UNAVAILABLE.withDescription("going away")),
        ScriptedServer.FAITHFUL);
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().build())) {
      stream.ingestRecords(List.of(record(0), record(1))).waitForAck();
    }
    assertThat(told).hasSize(4);
    String name = "main.default.air_quality at http://127.0.0.1:" + server.port();
    assertThat(told.get(0)).startsWith("STREAM_OPENED INFO " + name + ": stream scripted-");
    assertThat(told.get(1))
        .startsWith("RECOVERY_BEGUN WARNING " + name)
        .contains("2 records pending", "attempt 1", "UNAVAILABLE", "going away");
    assertThat(told.get(2)).startsWith("RECOVERED INFO " + name).contains("2 pending records");
    assertThat(told.get(3)).startsWith("STREAM_CLOSED INFO " + name).contains("0 records");
  }

  @Test
  void failure_isToldWithItsReason_andWithoutTheToken() {
    serverPlays(
        ScriptedServer.breaking(
            Status.PERMISSION_DENIED.withDescription("token " + TOKEN_TEXT + " lacks MODIFY")));
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().build());
      stream.ingestRecord(record(0));
      awaitTrue(() -> told.size() == 2);
      assertThat(told.get(1))
          .startsWith("STREAM_FAILED ERROR")
          .contains("1 records unacknowledged", "lacks MODIFY")
          .doesNotContain("eyJ");
      org.assertj.core.api.Assertions.assertThatThrownBy(stream::close)
          .hasMessageContaining("lacks MODIFY")
          .hasMessageNotContaining("eyJ");
    }
  }

  @Test
  void records_areNeverTalkedAbout() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      for (int i = 0; i < 10_000; i++) {
        stream.ingestRecord(record(i));
      }
    }
    assertThat(told).hasSize(2);
  }

  @Test
  void streamPerRecord_isWarnedOfOnce() {
    try (ZerobusSdk sdk = sdk()) {
      for (int i = 0; i < StreamChurn.LIMIT + 5; i++) {
        sdk.createStream(TOKEN, TABLE).close();
      }
    }
    assertThat(told.stream().filter(line -> line.startsWith("STREAM_CHURN")))
        .singleElement()
        .asString()
        .contains("WARNING", "100 streams", "keep one open");
  }

  @Test
  void streamChurn_spreadOverTime_isNoMisuse() {
    AtomicLong now = new AtomicLong();
    StreamChurn churn = new StreamChurn(now::get);
    for (int i = 0; i < 1_000; i++) {
      assertThat(churn.opened("t")).isFalse();
      now.addAndGet(StreamChurn.PERIOD_NANOS / (StreamChurn.LIMIT - 2));
    }
  }

  @Test
  void manyOfOneKind_areThrottledAndCounted() {
    AtomicLong now = new AtomicLong();
    List<String> lines = new CopyOnWriteArrayList<>();
    Diagnostics diagnostics =
        new Diagnostics((level, kind, message, error) -> lines.add(message), now::get);
    for (int i = 0; i < 10; i++) {
      diagnostics.tell(Level.INFO, Kind.RECOVERED, "again " + i, null);
    }
    diagnostics.tell(Level.INFO, Kind.STREAM_CLOSED, "closed", null);
    now.addAndGet(Diagnostics.THROTTLE_NANOS);
    diagnostics.tell(Level.INFO, Kind.RECOVERED, "later", null);
    diagnostics.tell(Level.INFO, Kind.RECOVERED, "at once after it", null);
    diagnostics.close();
    assertThat(lines)
        .containsExactly(
            "again 0", "again 1", "again 2", "closed", "later (7 of this kind left out)");
  }

  @Test
  void listener_thatThrowsOrBlocks_harmsNothing() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicLong calls = new AtomicLong();
    DiagnosticListener awkward =
        (level, kind, message, error) -> {
          calls.incrementAndGet();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new IllegalStateException("of the listener");
        };
    try (ZerobusSdk sdk =
            ZerobusSdk.builder()
                .serverEndpoint("http://127.0.0.1:" + server.port())
                .diagnosticListener(awkward)
                .build();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      stream.ingestRecordAsync(record(0)).get(10, TimeUnit.SECONDS);
      release.countDown();
    }
    assertThat(calls).hasPositiveValue();
  }

  @Test
  void defaultListener_isTheSystemLogger() {
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.zerobus");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try (ZerobusSdk sdk =
        ZerobusSdk.builder().serverEndpoint("http://127.0.0.1:" + server.port()).build()) {
      sdk.createStream(TOKEN, TABLE).close();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    assertThat(logged)
        .extracting(LogRecord::getMessage)
        .anySatisfy(message -> assertThat(message).contains("opened"))
        .anySatisfy(message -> assertThat(message).contains("closed"));
  }
}
