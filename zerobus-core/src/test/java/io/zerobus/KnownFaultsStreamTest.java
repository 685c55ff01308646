// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.proto.CreateIngestStreamRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Faults of other clients, looked for through the public API over real gRPC. The numbers are those
 * of docs/known-faults.md.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KnownFaultsStreamTest {
  private static final String TABLE_NAME = "main.default.t";
  private static final TableProperties TABLE = TableProperties.json(TABLE_NAME);
  private static final HeadersProvider HEADERS = HeadersProvider.ofToken("tok", TABLE_NAME);

  /** Opens each stream and says nothing more. */
  private static final ScriptedServer.Script SILENT =
      new ScriptedServer.Script() {
        @Override
        public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {}
      };

  private final List<AutoCloseable> toClose = new ArrayList<>();
  private ScriptedServer server;

  @AfterEach
  void nothingIsLeft() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      try {
        toClose.get(i).close();
      } catch (ZerobusException e) {
        // Records that a test left unacknowledged on purpose.
      }
    }
    awaitNoThread("zerobus-");
  }

  private static void awaitNoThread(String prefix) {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith(prefix)));
  }

  private ZerobusSdk sdk(ScriptedServer.Script... scripts) {
    server = new ScriptedServer(scripts);
    toClose.add(server);
    ZerobusSdk sdk =
        ZerobusSdk.builder()
            .serverEndpoint("http://127.0.0.1:" + server.port())
            .diagnosticListener(DiagnosticListener.none())
            .build();
    toClose.add(sdk);
    return sdk;
  }

  /** Pauses of a millisecond between attempts, and little patience at the end. */
  private static StreamConfigurationOptions.Builder quick() {
    return StreamConfigurationOptions.builder()
        .recoveryBackoff(Duration.ofMillis(1))
        .flushTimeout(Duration.ofSeconds(10));
  }

  private static ZerobusStream stream(ZerobusSdk sdk, StreamConfigurationOptions.Builder options) {
    return sdk.createStream(HEADERS, TABLE, options.build());
  }

  private static ScriptedServer.Script endsEachBatchWith(Status status) {
    return new ScriptedServer.Script() {
      @Override
      public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
        stream.end(status);
      }
    };
  }

  private static ScriptedServer.Script refusesWith(Status status) {
    return new ScriptedServer.Script() {
      @Override
      public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
        stream.end(status);
      }
    };
  }

  private static String record(int n) {
    return "{\"n\":" + n + "}";
  }

  // ---- durability ------------------------------------------------------------------------------

  @Test
  @KnownFault({1, 5})
  void ack_aboveWhatWasSent_makesNothingDurable() {
    ScriptedServer.Script generous =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            stream.ack(offset + 1_000);
          }
        };
    ZerobusStream stream = stream(sdk(generous, ScriptedServer.FAITHFUL), quick());
    stream.ingestRecord(record(0)).waitForAck();
    assertThat(server.streams.get(0).records).containsExactly(record(0));
    assertThat(server.streams.get(1).records).containsExactly(record(0));
    // What comes later is acknowledged too: nothing is thought durable ahead of its time.
    stream.ingestRecord(record(1)).waitForAck();
    assertThat(server.streams.get(1).records).containsExactly(record(0), record(1));
  }

  @Test
  @KnownFault(2)
  void ack_repeatedForEver_doesNotPutOffRecovery() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    toClose.add(timer::shutdownNow);
    ScriptedServer.Script stuck =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            if (offset == 0) {
              timer.scheduleAtFixedRate(() -> stream.ack(0), 0, 20, TimeUnit.MILLISECONDS);
            }
          }
        };
    ZerobusStream stream =
        stream(
            sdk(stuck, ScriptedServer.FAITHFUL),
            quick().serverLackOfAckTimeout(Duration.ofMillis(300)));
    stream.ingestRecord(record(0)).waitForAck();
    stream.ingestRecord(record(1)).waitForAck();
    assertThat(server.streams).hasSize(2);
    assertThat(server.streams.get(1).records).containsExactly(record(1));
  }

  @Test
  @KnownFault(3)
  void ack_negativeOrWithoutOffset_isNoAcknowledgment() {
    ScriptedServer.Script negative =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            stream.ack(-1);
          }
        };
    ScriptedServer.Script absent =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            stream.ackWithoutOffset();
          }
        };
    ZerobusStream stream = stream(sdk(negative, absent, ScriptedServer.FAITHFUL), quick());
    stream.ingestRecord(record(0)).waitForAck();
    assertThat(server.streams).hasSize(3);
    assertThat(server.records()).containsExactly(record(0), record(0), record(0));
  }

  @Test
  @KnownFault(6)
  void ingest_whileReconnecting_isNumberedByTheNewConnection() {
    AtomicReference<ScriptedServer.Stream> waiting = new AtomicReference<>();
    ScriptedServer.Script drops =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            if (offset < 2) {
              stream.ack(offset);
            } else {
              stream.end(Status.UNAVAILABLE);
            }
          }
        };
    ScriptedServer.Script hesitates =
        new ScriptedServer.Script() {
          @Override
          public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
            waiting.set(stream);
          }
        };
    ZerobusStream stream = stream(sdk(drops, hesitates), quick());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      expected.add(record(i));
      RecordAcknowledgment acknowledgment = stream.ingestRecord(record(i));
      if (i < 2) {
        acknowledgment.waitForAck();
      }
    }
    await().until(() -> waiting.get() != null);
    for (int i = 3; i < 50; i++) {
      expected.add(record(i));
      assertThat(stream.ingestRecordOffset(record(i))).isEqualTo(i);
    }
    waiting.get().open();
    stream.flush();
    assertThat(server.violations).isEmpty(); // offsets 0, 1, 2, … on each connection
    assertThat(server.streams).hasSize(2);
    assertThat(server.streams.get(1).records).isEqualTo(expected.subList(2, 50));
  }

  @Test
  @KnownFault({7, 24})
  void rotation_readsTheLastAcknowledgmentsAndResetsNothing() {
    ScriptedServer.Script late =
        new ScriptedServer.Script() {
          private long last = -1;

          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            last = offset;
            if (offset == 2) {
              stream.signalClose(0);
            }
          }

          @Override
          public void onHalfClose(ScriptedServer.Stream stream) {
            stream.ack(last);
            stream.end(Status.OK);
          }
        };
    ZerobusStream stream = stream(sdk(late, ScriptedServer.FAITHFUL), quick());
    for (int i = 0; i < 3; i++) {
      stream.ingestRecordOffset(record(i));
      int sent = i + 1;
      await().until(() -> server.records().size() == sent);
    }
    stream.flush();
    await().until(() -> server.streams.size() == 2);
    stream.ingestRecord(record(3)).waitForAck();
    assertThat(server.records()).containsExactly(record(0), record(1), record(2), record(3));
    assertThat(server.streams.get(0).halfClosed).isTrue();
    assertThat(server.streams.get(0).cancelled).isFalse();
  }

  @Test
  @KnownFault(24)
  void close_halfClosesAndResetsNothing() {
    ZerobusStream stream = stream(sdk(ScriptedServer.FAITHFUL), quick());
    stream.ingestRecordOffset(record(0));
    stream.close();
    assertThat(server.streams.get(0).halfClosed).isTrue();
    assertThat(server.streams.get(0).cancelled).isFalse();
  }

  @Test
  @KnownFault(8)
  void rotation_recordsAcceptedSince_areNotWaitedFor() {
    ScriptedServer.Script patient =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            stream.signalClose(3_600);
          }
        };
    ZerobusStream stream = stream(sdk(patient, ScriptedServer.FAITHFUL), quick());
    stream.ingestRecordOffset(record(0));
    await().until(() -> stream.getState() == StreamState.RECOVERING);
    stream.ingestRecordOffset(record(1));
    server.streams.get(0).ack(0);
    stream.flush();
    assertThat(server.streams.get(1).records).containsExactly(record(1));
  }

  // ---- recovery --------------------------------------------------------------------------------

  @Test
  @KnownFault(9)
  void serverAcceptsAndDrops_attemptsRunOut() {
    ZerobusStream stream =
        stream(sdk(endsEachBatchWith(Status.UNAVAILABLE)), quick().recoveryRetries(3));
    stream.ingestRecordOffset(record(0));
    assertThatThrownBy(stream::flush).hasMessageContaining("after 3 retries without progress");
    assertThat(stream.getState()).isEqualTo(StreamState.FAILED);
    assertThat(server.streams).hasSize(4);
    assertThat(stream.getUnackedRecords()).containsExactly(record(0));
  }

  @Test
  @KnownFault(11)
  void createStream_answerThatStays_isNotAskedForAgain() {
    Set<Status.Code> finals =
        EnumSet.of(
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.NOT_FOUND,
            Status.Code.OUT_OF_RANGE,
            Status.Code.ALREADY_EXISTS);
    ZerobusSdk sdk =
        sdk(
            finals.stream()
                .map(code -> refusesWith(Status.fromCode(code)))
                .toArray(ScriptedServer.Script[]::new));
    int calls = 0;
    for (Status.Code code : finals) {
      NonRetriableException thrown =
          catchThrowableOfType(NonRetriableException.class, () -> stream(sdk, quick()));
      assertThat(thrown.getStatusCode()).isEqualTo(code);
      assertThat(server.streams).hasSize(++calls);
    }
  }

  @Test
  @KnownFault(12)
  void createStream_anyAnswer_keepsItsCode() {
    Set<Status.Code> codes = EnumSet.complementOf(EnumSet.of(Status.Code.OK));
    ZerobusSdk sdk =
        sdk(
            codes.stream()
                .map(code -> refusesWith(Status.fromCode(code).withDescription("answer " + code)))
                .toArray(ScriptedServer.Script[]::new));
    for (Status.Code code : codes) {
      ZerobusException thrown =
          catchThrowableOfType(ZerobusException.class, () -> stream(sdk, quick().recovery(false)));
      assertThat(thrown.getStatusCode()).isEqualTo(code);
      assertThat(thrown).hasMessageContaining("answer " + code);
    }
  }

  @Test
  @KnownFault(13)
  void createStream_providerStallsWhenToldOfTheRefusal_refusalIsTheAnswer() {
    CountDownLatch told = new CountDownLatch(1);
    HeadersProvider stalling =
        new HeadersProvider() {
          @Override
          public Map<String, String> getHeaders() throws Exception {
            return HEADERS.getHeaders();
          }

          @Override
          public void onRefused() {
            told.countDown();
            awaitForEver();
          }
        };
    ZerobusSdk sdk = sdk(refusesWith(Status.PERMISSION_DENIED));
    NonRetriableException thrown =
        catchThrowableOfType(
            NonRetriableException.class, () -> sdk.createStream(stalling, TABLE, quick().build()));
    assertThat(thrown.getStatusCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(server.streams).hasSize(1);
  }

  private static void awaitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @KnownFault(14)
  void close_serverNeverAcknowledges_callIsCancelledAndNoneFollows() {
    ScriptedServer.Script mute =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {}

          @Override
          public void onHalfClose(ScriptedServer.Stream stream) {}
        };
    ZerobusStream stream = stream(sdk(mute), quick().flushTimeout(Duration.ofMillis(200)));
    stream.ingestRecordOffset(record(0));
    assertThatThrownBy(stream::close).hasMessageContaining("1 records were not acknowledged");
    assertThat(stream.getState()).isEqualTo(StreamState.CLOSED);
    await().until(() -> server.streams.get(0).cancelled);
    assertThatThrownBy(() -> stream.ingestRecordOffset(record(1)))
        .hasMessageContaining("has ended");
    awaitNoThread("zerobus-sender"); // and so nobody is left who could connect again
    assertThat(server.streams).hasSize(1);
  }

  // ---- loss and lifecycle ----------------------------------------------------------------------

  @Test
  @KnownFault(16)
  void ingest_withoutWaiting_flushCoversAllOfIt() throws Exception {
    ZerobusSdk sdk = sdk(ScriptedServer.FAITHFUL);
    for (int round = 1; round <= 3; round++) {
      ZerobusStream stream = stream(sdk, quick());
      inThreads(
          4,
          thread -> {
            for (int i = 0; i < 250; i++) {
              CompletableFuture<Long> unused = stream.ingestRecordAsync(record(i));
            }
          });
      stream.flush();
      assertThat(server.records()).hasSize(round * 1_000);
      stream.close();
    }
  }

  private static void inThreads(int threads, LongConsumer work) throws Exception {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      CompletableFuture<Void> done = new CompletableFuture<>();
      new Thread(
              () -> {
                try {
                  work.accept(number);
                  done.complete(null);
                } catch (Throwable e) {
                  done.completeExceptionally(e);
                }
              })
          .start();
      running.add(done);
    }
    for (CompletableFuture<Void> done : running) {
      done.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  @KnownFault(17)
  void streamFails_whileThreadsIngest_eachAcceptedRecordIsKept() throws Exception {
    ScriptedServer.Script refusesTheFifth =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            if (offset >= 5) {
              stream.end(Status.INVALID_ARGUMENT);
            }
          }
        };
    ZerobusSdk sdk = sdk(refusesTheFifth);
    for (int round = 0; round < 3; round++) {
      ZerobusStream stream = stream(sdk, quick());
      AtomicInteger accepted = new AtomicInteger();
      inThreads(
          3,
          thread -> {
            try {
              while (true) {
                stream.ingestRecordOffset("{}");
                accepted.incrementAndGet();
              }
            } catch (NonRetriableException e) {
              assertThat(e.getStatusCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
          });
      assertThat(stream.getUnackedRecords()).hasSize(accepted.get());
    }
  }

  @Test
  @KnownFault(18)
  void close_failed_whatIsLeftCanBeReadAndSentAgain() {
    ZerobusSdk sdk = sdk(SILENT, ScriptedServer.FAITHFUL);
    ZerobusStream stream = stream(sdk, quick().flushTimeout(Duration.ofMillis(200)));
    stream.ingestRecordOffset(record(0));
    stream.ingestRecordsOffset(List.of(record(1), record(2)));
    assertThatThrownBy(stream::flush).hasMessageContaining("timed out");
    assertThatThrownBy(stream::close).hasMessageContaining("3 records");
    assertThat(stream.getUnackedRecords()).containsExactly(record(0), record(1), record(2));

    try (ZerobusStream next = sdk.recreateStream(stream)) {
      next.flush();
    }
    assertThat(server.streams.get(1).records).containsExactly(record(0), record(1), record(2));
    sdk.close();
    assertThat(stream.getUnackedBatches())
        .containsExactly(List.of(record(0)), List.of(record(1), record(2)));
  }

  @Test
  @KnownFault(19)
  void streamFails_inItself_stateSaysSoWithoutAClose() {
    ZerobusStream stream = stream(sdk(endsEachBatchWith(Status.INVALID_ARGUMENT)), quick());
    stream.ingestRecordOffset(record(0));
    assertThatThrownBy(stream::flush).isInstanceOf(NonRetriableException.class);
    assertThat(stream.getState()).isEqualTo(StreamState.FAILED);
    assertThatThrownBy(() -> stream.ingestRecordOffset(record(1)))
        .hasMessageContaining("has ended");
  }

  @Test
  @KnownFault(20)
  void flush_manyThreads_coversTheCallersOwnRecord() throws Exception {
    ZerobusStream stream = stream(sdk(ScriptedServer.FAITHFUL), quick());
    inThreads(
        6,
        thread -> {
          for (int i = 0; i < 100; i++) {
            RecordAcknowledgment mine = stream.ingestRecord(record(i));
            stream.flush();
            assertThat(mine.isDone()).isTrue();
          }
        });
    assertThat(server.records()).hasSize(600);
  }

  @Test
  @KnownFault(21)
  void ingest_callerReusesItsArrays_recordsStayAsTheyWere() {
    AtomicReference<ScriptedServer.Stream> waiting = new AtomicReference<>();
    ScriptedServer.Script hesitates =
        new ScriptedServer.Script() {
          @Override
          public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
            waiting.set(stream);
          }
        };
    ZerobusStream stream = stream(sdk(endsEachBatchWith(Status.UNAVAILABLE), hesitates), quick());
    byte[] reused = record(1).getBytes(UTF_8);
    stream.ingestRecordOffset(reused);
    stream.ingestRecordsOffset(List.of(reused, reused));
    await().until(() -> waiting.get() != null);
    Arrays.fill(reused, (byte) 'x');
    waiting.get().open();
    stream.flush();
    assertThat(server.streams.get(1).records).containsExactly(record(1), record(1), record(1));
  }

  @Test
  @KnownFault(22)
  void createStreamAsync_cancelled_leavesNeitherCallNorThread() {
    ScriptedServer.Script mute =
        new ScriptedServer.Script() {
          @Override
          public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {}
        };
    ZerobusSdk sdk = sdk(mute);
    CompletableFuture<ZerobusStream> opening =
        sdk.createStreamAsync(HEADERS, TABLE, quick().build());
    await().until(() -> server.streams.size() == 1);
    opening.cancel(true);
    await().until(() -> server.streams.get(0).cancelled);
    awaitNoThread("zerobus-"); // the SDK is still open
  }

  @Test
  @KnownFault(22)
  void createStream_interrupted_leavesNeitherCallNorThread() throws Exception {
    ScriptedServer.Script mute =
        new ScriptedServer.Script() {
          @Override
          public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {}
        };
    ZerobusSdk sdk = sdk(mute);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread opening =
        new Thread(
            () ->
                thrown.complete(
                    catchThrowableOfType(ZerobusException.class, () -> stream(sdk, quick()))));
    opening.start();
    await().until(() -> server.streams.size() == 1);
    opening.interrupt();
    assertThat(thrown.get(10, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
    await().until(() -> server.streams.get(0).cancelled);
    awaitNoThread("zerobus-"); // the SDK is still open
  }

  @Test
  @KnownFault(23)
  void close_fromWithinACallback_ends() {
    AtomicReference<ZerobusStream> closing = new AtomicReference<>();
    CountDownLatch closed = new CountDownLatch(1);
    AckCallback closesIt =
        offset -> {
          closing.get().close();
          closed.countDown();
        };
    ZerobusStream stream =
        stream(
            sdk(ScriptedServer.FAITHFUL),
            quick().ackCallback(closesIt).callbackMaxWait(Duration.ofMinutes(1)));
    closing.set(stream);
    stream.ingestRecordOffset(record(0));
    await().until(() -> closed.getCount() == 0);
    assertThat(stream.getState()).isEqualTo(StreamState.CLOSED);
  }

  @Test
  @KnownFault(23)
  void close_callbackTakesTooLong_noneBeginsOrGoesOnAfterwards() {
    ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    AckCallback slow =
        offset -> {
          calls.add("begin " + offset);
          awaitForEver();
          calls.add("end " + offset);
        };
    ZerobusStream stream =
        stream(
            sdk(ScriptedServer.FAITHFUL),
            quick().ackCallback(slow).callbackMaxWait(Duration.ofMillis(100)));
    for (int i = 0; i < 10; i++) {
      stream.ingestRecordOffset(record(i));
    }
    stream.close();
    awaitNoThread("zerobus-callback");
    assertThat(calls).containsExactly("begin 0", "end 0");
  }

  // ---- limits ----------------------------------------------------------------------------------

  @Test
  @KnownFault(25)
  void inflight_isBoundedByBytesToo() {
    ZerobusStream stream =
        stream(sdk(SILENT), quick().maxInflightBytes(10_000).flushTimeout(Duration.ofMillis(100)));
    String large = "{\"s\":\"" + "x".repeat(4_000) + "\"}";
    assertThat(stream.tryIngestRecordOffset(large)).isZero();
    assertThat(stream.tryIngestRecordOffset(large)).isEqualTo(1);
    assertThat(stream.tryIngestRecordOffset(large)).isEqualTo(-1);
    assertThatThrownBy(() -> StreamConfigurationOptions.builder().maxInflightRecords(0).build())
        .isInstanceOf(NonRetriableException.class);
    assertThatThrownBy(() -> StreamConfigurationOptions.builder().maxInflightBytes(0).build())
        .isInstanceOf(NonRetriableException.class);
  }

  @Test
  @KnownFault(26)
  void inflight_sentButUnacknowledged_stillCounts() {
    ZerobusStream stream =
        stream(sdk(SILENT), quick().maxInflightRecords(10).flushTimeout(Duration.ofMillis(100)));
    for (int i = 0; i < 10; i++) {
      stream.ingestRecordOffset(record(i));
    }
    await().until(() -> server.records().size() == 10);
    assertThat(stream.tryIngestRecordOffset(record(10))).isEqualTo(-1);
    server.streams.get(0).ack(0);
    await().until(() -> stream.tryIngestRecordOffset(record(10)) == 10);
  }

  @Test
  @KnownFault(27)
  void payload_atTheLimitIsDelivered_aboveIsRefusedWithoutIo() {
    ZerobusStream stream = stream(sdk(ScriptedServer.FAITHFUL), quick());
    String shell = "{\"s\":\"\"}";
    // Three bytes of UTF-8 for each character: what counts is what would be sent.
    int room = ZerobusStream.MAX_PAYLOAD_BYTES - shell.length();
    String chars = "\u20AC".repeat(room / 3) + "x".repeat(room % 3);
    String largest = "{\"s\":\"" + chars + "\"}";
    assertThatThrownBy(() -> stream.ingestRecordOffset("{\"s\":\"" + chars + "x\"}"))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("10420224");
    assertThatThrownBy(() -> stream.ingestRecordOffset(Map.of("s", chars + "x")))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("10420224");
    String half = "{\"s\":\"" + "x".repeat(ZerobusStream.MAX_PAYLOAD_BYTES / 2) + "\"}";
    assertThatThrownBy(() -> stream.ingestRecordsOffset(List.of(half, half)))
        .isInstanceOf(NonRetriableException.class)
        .hasMessageContaining("10420224");
    assertThat(server.records()).isEmpty();

    stream.ingestRecord(largest).waitForAck();
    assertThat(server.streams).hasSize(1);
    assertThat(server.records()).hasSize(1);
    assertThat(server.records().get(0).length()).isEqualTo(largest.length());
  }

  @Test
  @KnownFault(28)
  void streams_ofOneSdk_haveAConnectionEach() {
    ZerobusSdk sdk = sdk(ScriptedServer.FAITHFUL);
    stream(sdk, quick());
    stream(sdk, quick());
    assertThat(server.streams.get(0).remoteAddress())
        .isNotNull()
        .isNotEqualTo(server.streams.get(1).remoteAddress());
  }

  @Test
  @KnownFault(29)
  void streams_ofOneClient_shareAToken() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer workspace = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    workspace.createContext(
        "/oidc/v1/token",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          // The lifetime quoted, as some workspaces do.
          byte[] answer = "{\"access_token\":\"tok\",\"expires_in\":\"3600\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    workspace.start();
    toClose.add(() -> workspace.stop(0));
    server = new ScriptedServer(ScriptedServer.FAITHFUL);
    toClose.add(server);
    try (ZerobusSdk sdk =
        new ZerobusSdk(
            "http://127.0.0.1:" + server.port(),
            "http://127.0.0.1:" + workspace.getAddress().getPort())) {
      for (int i = 0; i < 3; i++) {
        sdk.createStream("id", "secret", TABLE).close();
      }
    }
    assertThat(requests).hasValue(1);
  }

  @Test
  @KnownFault(36)
  void createStream_forEachRecord_isWarnedOfOnce() {
    ConcurrentLinkedQueue<String> warnings = new ConcurrentLinkedQueue<>();
    HeadersProvider refusing =
        () -> {
          throw new NonRetriableException("no", Status.Code.UNAUTHENTICATED, null);
        };
    try (ZerobusSdk sdk =
        ZerobusSdk.builder()
            .serverEndpoint("http://127.0.0.1:1")
            .diagnosticListener(
                (level, kind, message, throwable) -> {
                  if (kind == DiagnosticListener.Kind.STREAM_CHURN) {
                    warnings.add(level + " " + message);
                  }
                })
            .build()) {
      for (int i = 0; i < StreamChurn.LIMIT + 10; i++) {
        assertThatThrownBy(() -> sdk.createStream(refusing, TABLE, quick().build()))
            .isInstanceOf(NonRetriableException.class);
        if (i < StreamChurn.LIMIT - 1) {
          assertThat(warnings).isEmpty();
        }
      }
      await().until(() -> !warnings.isEmpty());
    }
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("WARNING", TABLE_NAME, "100 streams opened within a minute");
  }
}
