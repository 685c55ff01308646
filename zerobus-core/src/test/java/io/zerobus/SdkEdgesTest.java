// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.proto.CreateIngestStreamRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a review of the first version found at the edges of the SDK. */
class SdkEdgesTest extends SdkFixture {

  private static List<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("zerobus-"))
        .collect(Collectors.toList());
  }

  @Test
  void close_ofTheSdk_leavesNoThreadAtItsReturn() {
    for (int i = 0; i < 20; i++) {
      ZerobusSdk sdk = sdk();
      ZerobusStream stream =
          sdk.createStream(TOKEN, TABLE, quick().ackCallback(offset -> {}).build());
      CompletableFuture<Long> unused = stream.ingestRecordAsync(record(i));
      sdk.close();
      assertThat(ownThreads()).as("round " + i).isEmpty();
    }
  }

  @Test
  void recreateStream_takesTheLossOver_soThatTheSdkClosesInPeace() {
    serverPlays(ScriptedServer.breaking(Status.NOT_FOUND), ScriptedServer.FAITHFUL);
    ZerobusSdk sdk = sdk();
    ZerobusStream failed = sdk.createStream(TOKEN, TABLE, quick().build());
    failed.ingestRecord(record(0));
    awaitTrue(() -> failed.getState() == StreamState.FAILED);
    sdk.recreateStream(failed).close();
    assertThatCode(sdk::close).doesNotThrowAnyException();
    assertThat(server.streams.get(1).records).containsExactly(record(0));
  }

  @Test
  void recreateStream_ofAClosedSdk_worksWithAnother() {
    serverPlays(ScriptedServer.silent(), ScriptedServer.FAITHFUL);
    ZerobusSdk first = sdk();
    ZerobusStream stream =
        first.createStream(TOKEN, TABLE, quick().flushTimeout(Duration.ofMillis(50)).build());
    stream.ingestRecord(record(0));
    assertThatThrownBy(first::close).hasMessageContaining("1 records");
    try (ZerobusSdk second = sdk()) {
      second.recreateStream(stream).flush();
    }
    assertThat(server.streams.get(1).records).containsExactly(record(0));
  }

  @Test
  void close_timeIsOver_readsTheLastAcknowledgmentsAfterItsHalfClose() {
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {}

          @Override
          public void onHalfClose(ScriptedServer.Stream stream) {
            stream.ackAll();
            stream.end(Status.OK);
          }
        });
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream =
          sdk.createStream(TOKEN, TABLE, quick().flushTimeout(Duration.ofMillis(100)).build());
      stream.ingestRecord(record(0));
      awaitTrue(() -> server.records().size() == 1);
      stream.close();
      assertThat(stream.getUnackedRecords()).isEmpty();
    }
    assertThat(server.streams.get(0).halfClosed).isTrue();
  }

  @Test
  void closeSignal_rightAfterTheOpening_costsNoAttempt() {
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
            stream.open();
            stream.signalClose(0);
          }
        },
        ScriptedServer.FAITHFUL);
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().recoveryRetries(0).build())) {
      stream.ingestRecord(record(0)).waitForAck();
    }
    assertThat(told).noneSatisfy(line -> assertThat(line).startsWith("RECOVERY_BEGUN"));
  }

  @Test
  void userCodeThatThrows_becomesTheDocumentedType_andTheFutureHasIt() {
    Iterable<String> broken =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public String next() {
                throw new IllegalStateException("of the application");
              }
            };
    CharSequence text =
        new StringBuilderLike() {
          @Override
          public String toString() {
            throw new IllegalStateException("of the application");
          }
        };
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      assertThatThrownBy(() -> stream.ingestRecords(broken))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContainingAll("record 0", "of the application");
      assertThatThrownBy(() -> stream.ingestRecord(text))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThat(stream.ingestRecordsAsync(broken)).isCompletedExceptionally();
      assertThat(stream.ingestRecordAsync(text)).isCompletedExceptionally();
    }
  }

  private abstract static class StringBuilderLike implements CharSequence {
    @Override
    public int length() {
      return 1;
    }

    @Override
    public char charAt(int index) {
      return 'x';
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return this;
    }
  }

  @Test
  void futures_allFailWithTheSameType() throws Exception {
    serverPlays(ScriptedServer.breaking(Status.NOT_FOUND));
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().build());
      CompletableFuture<Long> record = stream.ingestRecordAsync(record(0));
      CompletableFuture<Void> flush = stream.flushAsync();
      for (CompletableFuture<?> future : List.of(record, flush)) {
        assertThat(future.handle((value, error) -> error).get(10, TimeUnit.SECONDS))
            .isExactlyInstanceOf(NonRetriableException.class)
            .hasMessageContaining("http://127.0.0.1:" + server.port());
      }
      assertThat(stream.closeAsync().handle((value, error) -> error).get(10, TimeUnit.SECONDS))
          .isExactlyInstanceOf(NonRetriableException.class);
    }
  }

  @Test
  void waitingCalls_nameEndpointAttemptsAndCause() {
    serverPlays(ScriptedServer.breaking(Status.UNAVAILABLE.withDescription("going away")));
    try (ZerobusSdk sdk = sdk()) {
      ZerobusStream stream = sdk.createStream(TOKEN, TABLE, quick().recovery(false).build());
      RecordAcknowledgment acknowledgment = stream.ingestRecord(record(0));
      assertThatThrownBy(acknowledgment::waitForAck)
          .hasMessageContainingAll(
              "http://127.0.0.1:" + server.port(), "after 1 attempt", "going away");
      assertThatThrownBy(stream::close).isInstanceOf(ZerobusException.class);
    }
  }

  @Test
  void streamId_empty_isNoStream() {
    serverPlays(
        new ScriptedServer.Script() {
          @Override
          public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
            stream.openAs("");
          }
        });
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(() -> sdk.createStream(TOKEN, TABLE, quick().recovery(false).build()))
          .isInstanceOf(ZerobusException.class)
          .hasMessageContaining("without a stream id");
      awaitTrue(() -> ownThreads().stream().noneMatch(name -> name.contains("sender")));
    }
  }

  @Test
  void doneCallback_isNeverOnTheCallersThread_andWhatItThrowsIsTold() {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(TOKEN, TABLE)) {
      RecordAcknowledgment acknowledgment = stream.ingestRecord(record(0));
      acknowledgment.waitForAck();
      AtomicReference<String> thread = new AtomicReference<>();
      acknowledgment.addDoneCallback(
          done -> {
            thread.set(Thread.currentThread().getName());
            throw new IllegalStateException("of the application");
          });
      awaitTrue(() -> thread.get() != null);
      assertThat(thread.get()).startsWith("zerobus-completion-");
      awaitTrue(() -> told.stream().anyMatch(line -> line.startsWith("CALLBACK_FAILED")));
    }
  }

  @Test
  void userCode_seesTheContextClassLoaderOfWhoMadeTheStream() {
    ClassLoader mine = new ClassLoader(getClass().getClassLoader()) {};
    List<ClassLoader> seen = new CopyOnWriteArrayList<>();
    HeadersProvider provider =
        () -> {
          seen.add(Thread.currentThread().getContextClassLoader());
          return TOKEN.getHeaders();
        };
    AckCallback callback = offset -> seen.add(Thread.currentThread().getContextClassLoader());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(mine);
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(provider, TABLE, quick().ackCallback(callback).build())) {
      stream
          .ingestRecordAsync(record(0))
          .thenRun(() -> seen.add(Thread.currentThread().getContextClassLoader()))
          .join();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    assertThat(seen).hasSize(3).containsOnly(mine);
  }

  @Test
  void headersProvider_hangsOnce_isNotAskedForEachAttemptThatHasEnded() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    HeadersProvider stalling =
        () -> {
          if (calls.incrementAndGet() == 1) {
            release.await();
          }
          return TOKEN.getHeaders();
        };
    try (ZerobusSdk sdk = sdk()) {
      CompletableFuture<ZerobusStream> opening =
          sdk.createStreamAsync(
              stalling,
              TABLE,
              quick().recoveryTimeout(Duration.ofMillis(300)).recoveryRetries(1_000).build());
      awaitTrue(() -> told.stream().filter(line -> line.startsWith("RECOVERY")).count() >= 3);
      release.countDown();
      opening.get(20, TimeUnit.SECONDS).close();
    }
    assertThat(calls).hasValueLessThanOrEqualTo(3);
  }

  @Test
  void providersException_withAToken_isRedactedWithItsCauses() {
    HeadersProvider leaking =
        () -> {
          throw new NonRetriableException(
              "vault said Bearer abcdefghijkl",
              new IllegalStateException("dose0123456789abcdef0123"));
        };
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(() -> sdk.createStream(leaking, TABLE, quick().build()))
          .satisfies(
              thrown -> {
                java.io.StringWriter all = new java.io.StringWriter();
                thrown.printStackTrace(new java.io.PrintWriter(all));
                assertThat(all.toString())
                    .contains("vault said")
                    .doesNotContain("abcdefghijkl")
                    .doesNotContain("dose0123");
              });
    }
  }

  @Test
  void builder_halfGivenOptions_areRefused() {
    ZerobusSdk.Builder builder = ZerobusSdk.builder().serverEndpoint("h");
    java.nio.file.Path file = java.nio.file.Path.of("x.pem");
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> builder.applicationName(null),
            () -> builder.proxy(null),
            () -> builder.trustFile(null),
            () -> builder.clientCertificate(file, null, null),
            () -> builder.clientKeyStore(null, new char[0]),
            () -> builder.clientKeyStore(file, null),
            () -> TableProperties.fromUnityCatalog((ZerobusSdk) null, "i", "s", TABLE_NAME),
            () -> TableProperties.fromUnityCatalogRecord(null))) {
      assertThatThrownBy(call)
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContaining("null");
    }
  }

  @Test
  void headers_ofTheApplication_mapMayBeImmutable() {
    // Names are brought to lower case in a copy: the application's map is never written to.
    Map<String, String> headers = Map.copyOf(new FixedToken("t", TABLE_NAME).getHeaders());
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(() -> headers, TABLE)) {
      stream.ingestRecord(record(0)).waitForAck();
    }
  }
}
