// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AckCallbackTest extends SdkFixture {

  /** Notes what it is told, and on which thread. */
  private static class Recording implements AckCallback {
    final List<Long> acked = new CopyOnWriteArrayList<>();
    final List<String> errors = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();

    @Override
    public void onAck(long offset) {
      threads.add(Thread.currentThread());
      acked.add(offset);
    }

    @Override
    public void onError(long offset, String message) {
      threads.add(Thread.currentThread());
      errors.add(offset + " " + message);
    }
  }

  @Test
  void onAck_recordsAndBatches_onceEachInOrderOnOneThread() {
    Recording callback = new Recording();
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().ackCallback(callback).build())) {
      for (int i = 0; i < 500; i++) {
        stream.ingestRecord(record(i));
        stream.ingestRecords(List.of(record(i), record(i)));
      }
    }
    assertThat(callback.acked)
        .containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
    assertThat(callback.errors).isEmpty();
    assertThat(callback.threads)
        .allSatisfy(
            thread ->
                assertThat(thread.getName())
                    .isEqualTo("zerobus-callback-main.default.air_quality"));
  }

  @Test
  void onError_streamFails_forEachOffsetThatWasNotAcknowledged() {
    serverPlays(ScriptedServer.silent());
    Recording callback = new Recording();
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().ackCallback(callback).build());
      stream.ingestRecord(record(0)).getOffset();
      awaitTrue(() -> server.records().size() == 1);
      server.streams.get(0).ack(0);
      awaitTrue(() -> callback.acked.size() == 1);
      stream.ingestRecords(List.of(record(1), record(2)));
      stream.ingestRecord(record(3));
      awaitTrue(() -> server.records().size() == 4);
      server.streams.get(0).end(Status.INVALID_ARGUMENT.withDescription("bad field"));
      awaitTrue(() -> callback.errors.size() == 2);
      assertThatThrownBy(stream::close).hasMessageContaining("3 records");
    }
    assertThat(callback.acked).containsExactly(0L);
    assertThat(callback.errors).hasSize(2);
    assertThat(callback.errors.get(0)).startsWith("1 ").contains("bad field");
    assertThat(callback.errors.get(1)).startsWith("2 ");
  }

  @Test
  void callback_throws_othersComeAndNothingIsLost() {
    List<Long> seen = new CopyOnWriteArrayList<>();
    AckCallback callback =
        offset -> {
          seen.add(offset);
          throw new IllegalStateException("of the application");
        };
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().ackCallback(callback).build())) {
      stream.ingestRecord(record(0));
      stream.ingestRecord(record(1)).waitForAck();
    }
    assertThat(seen).containsExactly(0L, 1L);
    assertThat(server.records()).hasSize(2);
    assertThat(told)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("CALLBACK_FAILED WARNING")
                    .contains("of the application"));
  }

  @Test
  void callback_mayUseTheStream_alsoCloseIt() throws Exception {
    AtomicReference<ZerobusStream> opened = new AtomicReference<>();
    List<Long> seen = new CopyOnWriteArrayList<>();
    AtomicReference<Long> joined = new AtomicReference<>();
    CountDownLatch closed = new CountDownLatch(1);
    AckCallback callback =
        offset -> {
          seen.add(offset);
          if (offset == 0) {
            ZerobusStream stream = opened.get();
            stream.flush();
            joined.set(stream.ingestRecordAsync(record(1)).join());
            stream.ingestRecord(record(2));
            stream.close();
            closed.countDown();
          }
        };
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().ackCallback(callback).build());
      opened.set(stream);
      stream.ingestRecord(record(0));
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(joined.get()).isEqualTo(1);
      awaitTrue(() -> seen.size() == 3);
      assertThat(stream.getState()).isEqualTo(StreamState.CLOSED);
    }
    assertThat(seen).containsExactly(0L, 1L, 2L);
  }

  @Test
  void close_slowCallback_waitsForIt_butNotLongerThanCallbackMaxWait() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<Long> seen = new CopyOnWriteArrayList<>();
    AckCallback callback =
        offset -> {
          seen.add(offset);
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream =
          sdk.createStream(
              TOKEN,
              TABLE,
              quick().ackCallback(callback).callbackMaxWait(Duration.ofMillis(100)).build());
      List<CompletableFuture<Long>> futures = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        futures.add(stream.ingestRecordAsync(record(i)));
      }
      // A stuck callback holds up neither acknowledgments nor futures.
      futures.get(9).get(10, TimeUnit.SECONDS);
      awaitTrue(() -> !seen.isEmpty());
      stream.close();
      int atReturn = seen.size();
      assertThat(stream.getUnackedRecords()).isEmpty();
      never.countDown();
      awaitTrue(
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .noneMatch(thread -> thread.getName().startsWith("zerobus-callback")));
      assertThat(seen).as("no call begins after close() has returned").hasSize(atReturn);
    }
    assertThat(server.records()).hasSize(10);
  }

  @Test
  void callback_recovery_eachOffsetOnce() {
    serverPlays(ScriptedServer.breaking(Status.UNAVAILABLE), ScriptedServer.FAITHFUL);
    Recording callback = new Recording();
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().ackCallback(callback).build())) {
      for (int i = 0; i < 100; i++) {
        stream.ingestRecord(record(i));
      }
    }
    assertThat(callback.acked).containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
    assertThat(callback.errors).isEmpty();
  }
}
