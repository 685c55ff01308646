// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.ingest.TestThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ZerobusStreamTest extends SdkFixture {
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static Throwable failure(CompletableFuture<?> future) throws Exception {
    return catchThrowableOfType(
            ExecutionException.class, () -> future.get(LONG_NANOS, TimeUnit.NANOSECONDS))
        .getCause();
  }

  // ---- what a record may be --------------------------------------------------------------------

  /** Public, so that Jackson sees it. */
  public record AirQuality(String device, int temp) {}

  @Test
  void ingest_textBytesMapBean_arriveAsJson() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      stream.ingestRecord(record(0));
      stream.ingestRecord(new StringBuilder("{\"n\":1}"));
      stream.ingestRecord(" {\"ü\":\"€𝄞\"}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      stream.ingestRecord(Map.of("n", 3));
      stream.ingestRecord(new AirQuality("d1", 21)).waitForAck();
    }
    assertThat(server.records())
        .containsExactly(
            "{\"n\":0}",
            "{\"n\":1}",
            " {\"ü\":\"€𝄞\"}\n",
            "{\"n\":3}",
            "{\"device\":\"d1\",\"temp\":21}");
  }

  @Test
  void ingest_callersArrayIsChangedAfterwards_theRecordIsNot() {
    serverPlays(ScriptedServer.breaking(Status.UNAVAILABLE), ScriptedServer.FAITHFUL);
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().build())) {
      byte[] mine = record(7).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      RecordAcknowledgment acknowledgment = stream.ingestRecord(mine);
      Arrays.fill(mine, (byte) 'x');
      acknowledgment.waitForAck();
    }
    assertThat(server.streams.get(1).records).containsExactly(record(7));
  }

  @Test
  void ingest_whatIsNoRecord_isRefusedAtOnceAndTheStreamGoesOn() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      for (Object wrong :
          Arrays.asList(
              null,
              "",
              "  ",
              "[1]",
              "\"x\"",
              "42",
              "null",
              "{",
              "{\"a\":1",
              "x{}",
              "{}x",
              List.of(1),
              42,
              new byte[] {'{', (byte) 0xC3, '}'},
              new Object(),
              recordTypeMessage())) {
        assertThatThrownBy(() -> stream.ingestRecord(wrong))
            .as(String.valueOf(wrong))
            .isExactlyInstanceOf(NonRetriableException.class);
        assertThatThrownBy(() -> stream.tryIngestRecordOffset(wrong))
            .isExactlyInstanceOf(NonRetriableException.class);
        assertThat(stream.ingestRecordAsync(wrong)).isCompletedExceptionally();
      }
      assertThatThrownBy(() -> stream.ingestRecords(null))
          .isExactlyInstanceOf(NonRetriableException.class);
      assertThat(stream.ingestRecord(record(0)).waitForAck()).isZero();
    }
    assertThat(server.records()).containsExactly(record(0));
  }

  private static Object recordTypeMessage() {
    return com.google.protobuf.DescriptorProtos.DescriptorProto.getDefaultInstance();
  }

  @Test
  void ingestRecords_oneIsWrong_noneIsTakenAndItsPlaceIsNamed() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      assertThatThrownBy(() -> stream.ingestRecords(Arrays.asList(record(0), null)))
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContaining("record 1");
      List<String> large = Collections.nCopies(11, "{\"x\":\"" + "x".repeat(1_000_000) + "\"}");
      assertThatThrownBy(() -> stream.ingestRecords(large))
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContaining("10420224");
      stream.flush();
    }
    assertThat(server.records()).isEmpty();
  }

  @Test
  void ingest_largestPayload_isTaken() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      String largest = "{\"x\":\"" + "x".repeat(ZerobusStream.MAX_PAYLOAD_BYTES - 8) + "\"}";
      stream.ingestRecord(largest).waitForAck();
      assertThatThrownBy(() -> stream.ingestRecord(largest + " "))
          .isInstanceOf(NonRetriableException.class);
    }
    assertThat(server.records()).hasSize(1);
  }

  // ---- acknowledgments -------------------------------------------------------------------------

  @Test
  void acknowledgment_untilTheServerSaysSo_isNotDone() throws Exception {
    serverPlays(ScriptedServer.silent());
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().build())) {
      RecordAcknowledgment acknowledgment = stream.ingestRecord(record(0));
      AtomicReference<RecordAcknowledgment> calledBack = new AtomicReference<>();
      acknowledgment.addDoneCallback(calledBack::set);
      CompletableFuture<Long> future = acknowledgment.toCompletableFuture();
      CompletableFuture<Void> flushed = stream.flushAsync();

      assertThatThrownBy(() -> acknowledgment.waitForAck(Duration.ofMillis(30)))
          .isInstanceOf(ZerobusException.class)
          .hasMessageContainingAll("offset 0", "30 ms")
          .extracting(thrown -> ((ZerobusException) thrown).getStatusCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(acknowledgment.isDone()).isFalse();
      assertThat(calledBack).hasNullValue();
      assertThat(future).isNotDone();
      assertThat(flushed).isNotDone();

      server.streams.get(0).ack(0);

      assertThat(acknowledgment.waitForAck()).isZero();
      assertThat(future.get(LONG_NANOS, TimeUnit.NANOSECONDS)).isZero();
      flushed.get(LONG_NANOS, TimeUnit.NANOSECONDS);
      assertThat(acknowledgment.isDone()).isTrue();
      awaitTrue(() -> calledBack.get() == acknowledgment);
    }
  }

  @Test
  void acknowledgment_ofABatch_isOneForAll_ofAnEmptyOneIsDone() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      RecordAcknowledgment empty = stream.ingestRecords(List.of());
      assertThat(empty.getOffset()).isEqualTo(-1);
      assertThat(empty.isDone()).isTrue();
      assertThat(empty.waitForAck()).isEqualTo(-1);
      assertThat(stream.ingestRecordsAsync(List.of())).isCompletedWithValue(-1L);
      RecordAcknowledgment batch = stream.ingestRecords(List.of(record(0), Map.of("n", 1)));
      assertThat(batch.waitForAck()).isZero();
      assertThat(stream.ingestRecord(record(2)).waitForAck()).isEqualTo(1);
    }
    assertThat(server.records()).containsExactly(record(0), record(1), record(2));
  }

  @Test
  void ingestRecordAsync_manyAtOnce_eachCompletesWithItsOffset() throws Exception {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      List<CompletableFuture<Long>> futures = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        futures.add(stream.ingestRecordAsync(record(i)));
      }
      for (int i = 0; i < futures.size(); i++) {
        assertThat(futures.get(i).get(LONG_NANOS, TimeUnit.NANOSECONDS)).isEqualTo(i);
      }
    }
  }

  @Test
  void futures_streamFails_failWithTheServersAnswer() throws Exception {
    serverPlays(
        ScriptedServer.breaking(Status.INVALID_ARGUMENT.withDescription("unrecognized field")));
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE);
      CompletableFuture<Long> future = stream.ingestRecordAsync(record(0));
      assertThat(failure(future))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContaining("unrecognized field");
      assertThat(failure(stream.flushAsync())).isExactlyInstanceOf(NonRetriableException.class);
      assertThat(failure(stream.ingestRecordAsync(record(1))))
          .isExactlyInstanceOf(NonRetriableException.class);
      assertThat(failure(stream.whenWritable())).isInstanceOf(ZerobusException.class);
      assertThat(failure(stream.closeAsync()))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContaining("1 records were not acknowledged");
      assertThat(stream.getUnackedRecords()).containsExactly(record(0));
    }
  }

  @Test
  void flushAsync_noAcknowledgment_timesOutAndTheStreamGoesOn() throws Exception {
    serverPlays(ScriptedServer.silent());
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().flushTimeout(Duration.ofMillis(300)).build())) {
      stream.ingestRecord(record(0));
      assertThat(failure(stream.flushAsync()))
          .isInstanceOf(ZerobusException.class)
          .hasMessageContainingAll("flush", "DEADLINE_EXCEEDED", "300 ms");
      assertThat(stream.getState()).isEqualTo(StreamState.OPENED);
      server.streams.get(0).ack(0);
      stream.flushAsync().get(LONG_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  // ---- room ------------------------------------------------------------------------------------

  @Test
  void whenWritable_full_completesWithTheNextRoom() throws Exception {
    serverPlays(ScriptedServer.silent());
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().maxInflightRecords(2).build())) {
      assertThat(stream.whenWritable()).succeedsWithin(Duration.ofSeconds(10));
      assertThat(stream.tryIngestRecordOffset(record(0))).isZero();
      assertThat(stream.tryIngestRecordOffset(record(1))).isEqualTo(1);
      assertThat(stream.tryIngestRecordOffset(record(2))).isEqualTo(-1);
      CompletableFuture<Void> writable = stream.whenWritable();
      assertThat(writable).isNotDone();

      awaitTrue(() -> server.records().size() == 2);
      server.streams.get(0).ack(0);

      writable.get(LONG_NANOS, TimeUnit.NANOSECONDS);
      assertThat(stream.tryIngestRecordOffset(record(2))).isEqualTo(2);
      awaitTrue(() -> server.records().size() == 3);
      server.streams.get(0).ackAll();
    }
  }

  @Test
  void ingest_bytesAreFull_waitsUntilSomeAreAcknowledged() throws Exception {
    serverPlays(ScriptedServer.silent());
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().maxInflightBytes(1_024).build())) {
      String half = "{\"x\":\"" + "x".repeat(500) + "\"}";
      stream.ingestRecord(half);
      stream.ingestRecord(half);
      CompletableFuture<Long> third =
          CompletableFuture.supplyAsync(() -> stream.ingestRecordOffset(half), TestThreads.OWN);
      awaitTrue(() -> server.records().size() == 2);
      assertThat(third).isNotDone();
      server.streams.get(0).ack(0);
      assertThat(third.get(LONG_NANOS, TimeUnit.NANOSECONDS)).isEqualTo(2);
      assertThatThrownBy(() -> stream.ingestRecord("{\"x\":\"" + "x".repeat(1_100) + "\"}"))
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContaining("maxInflightBytes (1024)");
      awaitTrue(() -> server.records().size() == 3);
      server.streams.get(0).ackAll();
    }
  }

  @Test
  void ingest_interruptedWhileFull_saysSoAndKeepsTheInterrupt() throws Exception {
    serverPlays(ScriptedServer.silent());
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().maxInflightRecords(1).build())) {
      stream.ingestRecord(record(0));
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicReference<Boolean> interrupted = new AtomicReference<>();
      Thread full =
          new Thread(
              () -> {
                try {
                  stream.ingestRecord(record(1));
                } catch (ZerobusException e) {
                  thrown.set(e);
                  interrupted.set(Thread.currentThread().isInterrupted());
                }
              });
      full.start();
      awaitTrue(
          () ->
              full.getState() == Thread.State.TIMED_WAITING
                  || full.getState() == Thread.State.WAITING);
      full.interrupt();
      full.join(10_000);
      assertThat(thrown.get()).hasMessageContaining("interrupted");
      assertThat(interrupted.get()).isTrue();
      server.streams.get(0).ack(0);
    }
  }

  @Test
  void wait_ofOneThread_neverDelaysAnothersIngest() throws Exception {
    serverPlays(ScriptedServer.silent());
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().build())) {
      RecordAcknowledgment first = stream.ingestRecord(record(0));
      CompletableFuture<Void> waits =
          CompletableFuture.runAsync(first::waitForAck, TestThreads.OWN);
      CompletableFuture<Void> flushes = CompletableFuture.runAsync(stream::flush, TestThreads.OWN);
      for (int i = 1; i <= 1_000; i++) {
        stream.ingestRecord(record(i));
      }
      // All of them went out while both waited.
      awaitTrue(() -> server.records().size() == 1_001);
      assertThat(waits).isNotDone();
      assertThat(flushes).isNotDone();
      server.streams.get(0).ackAll();
      waits.get(LONG_NANOS, TimeUnit.NANOSECONDS);
      flushes.get(LONG_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  // ---- the end ---------------------------------------------------------------------------------

  @Test
  void close_twiceAndConcurrently_onceOnly() throws Exception {
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE);
      stream.ingestRecord(record(0));
      CompletableFuture<Void> other = CompletableFuture.runAsync(stream::close, TestThreads.OWN);
      stream.close();
      other.get(LONG_NANOS, TimeUnit.NANOSECONDS);
      stream.close();
      stream.closeAsync().get(LONG_NANOS, TimeUnit.NANOSECONDS);
      assertThat(stream.getState()).isEqualTo(StreamState.CLOSED);
      assertThat(stream.getUnackedRecords()).isEmpty();
      assertThat(stream.getUnackedBatches()).isEmpty();
    }
    assertThat(server.records()).containsExactly(record(0));
  }

  @Test
  void closeAsync_delivers_thenNothingRuns() throws Exception {
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE);
      stream.ingestRecord(record(0));
      stream.closeAsync().get(LONG_NANOS, TimeUnit.NANOSECONDS);
      assertThat(server.records()).containsExactly(record(0));
      assertThatThrownBy(() -> stream.ingestRecord(record(1)))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContaining("has ended");
    }
  }

  @Test
  void close_whileAnotherThreadFlushes_bothEnd() throws Exception {
    serverPlays(ScriptedServer.silent());
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().build());
      stream.ingestRecord(record(0));
      CompletableFuture<Void> flush = CompletableFuture.runAsync(stream::flush, TestThreads.OWN);
      CompletableFuture<Void> close = CompletableFuture.runAsync(stream::close, TestThreads.OWN);
      awaitTrue(() -> stream.getState() == StreamState.FLUSHING && server.records().size() == 1);
      server.streams.get(0).ack(0);
      flush.get(LONG_NANOS, TimeUnit.NANOSECONDS);
      close.get(LONG_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  @Test
  void close_interrupted_givesUpDeliveryAndKeepsTheRecords() throws Exception {
    serverPlays(ScriptedServer.silent());
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().build());
      stream.ingestRecord(record(0));
      Thread.currentThread().interrupt();
      assertThatThrownBy(stream::close).hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      awaitTrue(() -> stream.getState() == StreamState.CLOSED);
      assertThat(stream.getUnackedRecords()).containsExactly(record(0));
    }
  }

  @Test
  void failedStream_nobodyClosesIt_leavesNothingRunning() {
    serverPlays(ScriptedServer.breaking(Status.NOT_FOUND));
    ZerobusSdk sdk = sdk();
    ZerobusStream stream = sdk.createStream(TOKEN, TABLE);
    stream.ingestRecord(record(0));
    awaitTrue(() -> stream.getState() == StreamState.FAILED);
    awaitTrue(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("zerobus-")));
    // What is left unacknowledged is not passed over in silence.
    assertThatThrownBy(sdk::close).hasMessageContaining("1 records were not acknowledged");
  }

  @Test
  void unacked_ofMixedCalls_comeBackByCallAndInOrder() {
    serverPlays(ScriptedServer.silent());
    ZerobusSdk sdk = sdk();
    ZerobusStream stream =
        sdk.createStream(TOKEN, TABLE, quick().flushTimeout(Duration.ofMillis(200)).build());
    stream.ingestRecord(record(0));
    stream.ingestRecords(List.of(record(1), record(2)));
    stream.ingestRecord(record(3));
    assertThatThrownBy(stream::getUnackedBatches)
        .isInstanceOf(ZerobusException.class)
        .hasMessageContaining("OPENED");
    assertThatThrownBy(stream::close).hasMessageContaining("4 records");
    assertThat(stream.getUnackedRecords())
        .containsExactly(record(0), record(1), record(2), record(3));
    assertThat(stream.getUnackedBatches())
        .containsExactly(List.of(record(0)), List.of(record(1), record(2)), List.of(record(3)));
    sdk.close();
  }

  @Test
  void recreateStream_sendsWhatWasLeft_inOrderAndBatches() throws Exception {
    serverPlays(ScriptedServer.silent(), ScriptedServer.FAITHFUL);
    ZerobusSdk sdk = sdk();
    ZerobusStream failed = sdk.createStream(TOKEN, TABLE, quick().build());
    assertThatThrownBy(() -> sdk.recreateStream(failed)).hasMessageContaining("OPENED");
    assertThat(sdk.recreateStreamAsync(failed)).isCompletedExceptionally();
    failed.ingestRecord(record(0));
    failed.ingestRecords(List.of(record(1), record(2)));
    awaitTrue(() -> server.records().size() == 3);
    server.streams.get(0).end(Status.NOT_FOUND);
    awaitTrue(() -> failed.getState() == StreamState.FAILED);
    assertThatThrownBy(failed::close).isExactlyInstanceOf(NonRetriableException.class);

    try (ZerobusStream again = sdk.recreateStream(failed)) {
      again.flush();
      assertThat(again.ingestRecord(record(9)).waitForAck()).isEqualTo(2);
    }
    assertThat(server.streams.get(1).records)
        .containsExactly(record(0), record(1), record(2), record(9));
    ZerobusStream third = sdk.recreateStreamAsync(failed).get(LONG_NANOS, TimeUnit.NANOSECONDS);
    third.close();
    assertThat(server.streams.get(2).records).containsExactly(record(0), record(1), record(2));
    sdk.close();
  }

  // ---- opening ---------------------------------------------------------------------------------

  @Test
  void createStreamAsync_opens_orFailsInTheFuture() throws Exception {
    serverPlays(ScriptedServer.FAITHFUL, ScriptedServer.refusing(Status.PERMISSION_DENIED));
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream =
          sdk.createStreamAsync(TOKEN, TABLE).get(LONG_NANOS, TimeUnit.NANOSECONDS);
      assertThat(stream.getState()).isEqualTo(StreamState.OPENED);
      stream.close();
      assertThat(failure(sdk.createStreamAsync(TOKEN, TABLE)))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContaining("PERMISSION_DENIED");
      assertThat(failure(sdk.createStreamAsync("id", "secret", TABLE)))
          .hasMessageContaining("workspaceUrl is not set");
    }
  }

  @Test
  void createStreamAsync_cancelled_leavesNothingBehind() {
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onCreate(
              ScriptedServer.Stream stream, io.zerobus.proto.CreateIngestStreamRequest request) {}
        });
    try (ZerobusSdk sdk = sdk()) {
      CompletableFuture<ZerobusStream> opening = sdk.createStreamAsync(TOKEN, TABLE);
      awaitTrue(() -> server.streams.size() == 1);
      opening.cancel(true);
      awaitTrue(
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .noneMatch(thread -> thread.getName().startsWith("zerobus-sender")));
    }
  }

  @Test
  void createStream_interrupted_leavesNothingBehind() {
    try (ZerobusSdk sdk = sdk()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> sdk.createStream(TOKEN, TABLE))
          .hasMessageContaining("interrupted while opening");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void createStream_wrongArguments_areNamed() {
    try (ZerobusSdk sdk =
        ZerobusSdk.builder()
            .serverEndpoint("http://127.0.0.1:" + server.port())
            .workspaceUrl("http://127.0.0.1:1")
            .build()) {
      assertThatThrownBy(() -> sdk.createStream(null, "s", TABLE))
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContaining("clientId is null");
      assertThatThrownBy(() -> sdk.createStream("id", "", TABLE))
          .hasMessageContaining("clientSecret is empty");
      assertThatThrownBy(() -> sdk.createStream("id", "s", null))
          .hasMessageContaining("table properties are null");
      assertThatThrownBy(() -> sdk.createStream((HeadersProvider) null, TABLE))
          .hasMessageContaining("headers provider is null");
      assertThatThrownBy(
              () ->
                  sdk.createStream(
                      TOKEN,
                      TABLE,
                      StreamConfigurationOptions.builder().recordType(RecordType.PROTO).build()))
          .isInstanceOf(NonRetriableException.class)
          .hasMessageContainingAll("recordType is PROTO", "JSON");
    }
  }

  @Test
  void nullArguments_areRefusedAsSuch() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      RecordAcknowledgment acknowledgment = stream.ingestRecord(record(0));
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> acknowledgment.waitForAck(null),
              () -> acknowledgment.addDoneCallback(null),
              () -> sdk.recreateStream(null),
              () -> sdk.createStream(TOKEN, TABLE, null),
              () -> ZerobusSdk.builder().serverEndpoint("h").diagnosticListener(null).build(),
              () -> TableProperties.json(null),
              () -> HeadersProvider.ofToken(null, TABLE_NAME),
              () -> quick().flushTimeout(null).build())) {
        assertThatThrownBy(call)
            .isExactlyInstanceOf(NonRetriableException.class)
            .hasMessageMatching("(?s).*(null|empty).*");
      }
      assertThat(sdk.recreateStreamAsync(null)).isCompletedExceptionally();
    }
  }

  @Test
  void sdkClosed_createStream_isRefused() {
    ZerobusSdk sdk = sdk();
    sdk.close();
    assertThatThrownBy(() -> sdk.createStream(TOKEN, TABLE))
        .isInstanceOf(ZerobusException.class)
        .hasMessageContaining("SDK is closed");
    assertThat(sdk.createStreamAsync(TOKEN, TABLE)).isCompletedExceptionally();
  }
}
