// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.Status;
import io.zerobus.KnownFault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine over real gRPC, with real threads, against a scripted server. */
class IngestStreamTest {
  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long MILLI = 1_000_000L;
  private static final Metadata.Key<String> TABLE =
      Metadata.Key.of("x-databricks-zerobus-table-name", Metadata.ASCII_STRING_MARSHALLER);

  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
    await().atMost(10, TimeUnit.SECONDS).until(() -> liveThreads().isEmpty());
  }

  private static List<String> liveThreads() {
    List<String> names = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("zerobus-")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  private ScriptedServer server(ScriptedServer.Script... scripts) {
    ScriptedServer server = new ScriptedServer(scripts);
    toClose.add(server);
    return server;
  }

  private static SenderOptions.Builder quickRetries() {
    return SenderOptions.builder(RetryPolicy.forEver(10 * MILLI, 100 * MILLI, 100 * MILLI));
  }

  private IngestStream stream(Endpoint endpoint, SenderOptions options) {
    return stream(endpoint, options, new StreamObserver() {});
  }

  private IngestStream stream(Endpoint endpoint, SenderOptions options, StreamObserver observer) {
    GrpcTransport transport = GrpcTransport.create(endpoint, TransportOptions.builder().build());
    IngestStream stream =
        IngestStream.start(
            options, StreamSpec.json("main.default.t"), transport, new FixedHeaders(), observer);
    toClose.add(
        () -> {
          stream.requestClose(0);
          assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
          transport.close();
        });
    return stream;
  }

  private static void offer(IngestStream stream, String record) throws InterruptedException {
    byte[] bytes = record.getBytes(UTF_8);
    while (stream.offer(bytes, 0, bytes.length) == IngestStream.BACK_PRESSURED) {
      stream.awaitRoom(IngestStream.bufferedBytes(bytes.length), 1, SECONDS_10);
    }
  }

  @Test
  void records_arriveInOrderWithHeaders_andAreAcknowledged() throws Exception {
    ScriptedServer server = server(ScriptedServer.FAITHFUL);
    IngestStream stream = stream(server.endpoint(), quickRetries().build());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      expected.add("{\"n\":" + i + "}");
      offer(stream, "{\"n\":" + i + "}");
    }
    assertThat(stream.awaitAcknowledged(stream.acceptedEntries(), SECONDS_10)).isTrue();
    assertThat(server.records()).isEqualTo(expected);
    assertThat(server.violations).isEmpty();
    assertThat(stream.pendingBytes()).isZero();
    assertThat(server.streams.get(0).headers.get(TABLE)).isEqualTo("main.default.t");
  }

  // Complaint 22.
  @Test
  @KnownFault({6, 15})
  void serverDropsStreams_everythingArrivesAtLeastOnceInOrder() throws Exception {
    // Each of the first streams takes two batches, acknowledges one, then breaks off.
    ScriptedServer.Script fickle =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            if (offset == 0) {
              stream.ack(0);
            } else {
              stream.end(Status.UNAVAILABLE);
            }
          }
        };
    ScriptedServer server = server(fickle, fickle, fickle, fickle, fickle, ScriptedServer.FAITHFUL);
    IngestStream stream = stream(server.endpoint(), quickRetries().batch(10, 1000, 0).build());
    for (int i = 0; i < 2_000; i++) {
      offer(stream, "r" + i);
    }
    assertThat(stream.awaitAcknowledged(2_000, SECONDS_10)).isTrue();
    assertThat(server.violations).isEmpty();
    List<String> distinct = new ArrayList<>(new java.util.LinkedHashSet<>(server.records()));
    assertThat(distinct).hasSize(2_000).startsWith("r0", "r1").endsWith("r1999");
    assertThat(server.streams).hasSizeGreaterThan(5);
  }

  @Test
  @KnownFault(7)
  void rotation_noRecordTwice_noneLost() throws Exception {
    ScriptedServer.Script rotating =
        new ScriptedServer.Script() {
          private long last = -1;

          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            last = offset;
            if (offset == 5) {
              stream.signalClose(30);
            }
            if (offset % 3 == 0) {
              stream.ack(offset);
            }
          }

          @Override
          public void onHalfClose(ScriptedServer.Stream stream) {
            stream.ack(last);
            stream.end(Status.OK);
          }
        };
    ScriptedServer server = server(rotating, ScriptedServer.FAITHFUL);
    IngestStream stream =
        stream(
            server.endpoint(),
            quickRetries().batch(10, 1000, 0).pausedMaxWaitNanos(100 * MILLI).build());
    for (int i = 0; i < 1_000; i++) {
      offer(stream, "r" + i);
    }
    assertThat(stream.awaitAcknowledged(1_000, SECONDS_10)).isTrue();
    assertThat(server.records()).doesNotHaveDuplicates().hasSize(1_000);
    assertThat(server.violations).isEmpty();
  }

  @Test
  void noServer_thenOneStarts_everythingArrives() throws Exception {
    ScriptedServer first = new ScriptedServer(ScriptedServer.FAITHFUL);
    int port = first.port();
    first.close();
    IngestStream stream =
        stream(Endpoint.parse("http://127.0.0.1:" + port), quickRetries().build());
    for (int i = 0; i < 1_000; i++) {
      offer(stream, "r" + i);
    }
    await().until(() -> stream.lastFailure() != null);
    assertThat(stream.lastFailure().code()).isEqualTo(Status.Code.UNAVAILABLE);
    ScriptedServer server = new ScriptedServer(port, ScriptedServer.FAITHFUL);
    toClose.add(0, server);
    assertThat(stream.awaitAcknowledged(1_000, SECONDS_10)).isTrue();
    assertThat(server.records()).hasSize(1_000);
  }

  /** gRPC goes on trying by itself, and who pauses would not notice. */
  @Test
  void noServer_thenOneStartsInALongPause_everythingArrivesAtOnce() throws Exception {
    ScriptedServer first = new ScriptedServer(ScriptedServer.FAITHFUL);
    int port = first.port();
    first.close();
    IngestStream stream =
        stream(
            Endpoint.parse("http://127.0.0.1:" + port),
            SenderOptions.builder(RetryPolicy.forEver(30 * HOUR, 30 * HOUR, HOUR)).build());
    offer(stream, "r");
    await().until(() -> stream.lastFailure() != null);
    ScriptedServer server = new ScriptedServer(port, ScriptedServer.FAITHFUL);
    toClose.add(0, server);
    assertThat(stream.awaitAcknowledged(1, SECONDS_10)).isTrue();
    assertThat(server.records()).containsExactly("r");
  }

  /** Clients of one service that comes back must not call it all at once. */
  @Test
  @KnownFault(10)
  void retry_pauses_growAndAreDrawnEvenlyBelowTheirBound() throws Exception {
    ScriptedServer gone = new ScriptedServer(ScriptedServer.FAITHFUL);
    Endpoint nobody = gone.endpoint();
    gone.close();
    long bound = 4 * MILLI;
    Queue<Long> pauses = new ConcurrentLinkedQueue<>();
    IngestStream stream =
        stream(
            nobody,
            SenderOptions.builder(RetryPolicy.forEver(MILLI, bound, bound)).build(),
            new StreamObserver() {
              @Override
              public void onRetry(
                  Failure failure, int attempt, long delayNanos, long pendingRecords) {
                pauses.add(delayNanos);
              }
            });
    await().until(() -> pauses.size() >= 42);
    stream.requestClose(0);
    List<Long> first = new ArrayList<>(pauses).subList(0, 42);
    assertThat(first.get(0)).isBetween(0L, MILLI);
    assertThat(first.get(1)).isBetween(0L, 2 * MILLI);
    List<Long> settled = first.subList(2, 42);
    assertThat(settled).allMatch(pause -> pause >= 0 && pause <= bound);
    // Forty even draws all in one half: less often than once in 10^11 runs.
    assertThat(settled).anyMatch(pause -> pause < bound / 2).anyMatch(pause -> pause > bound / 2);
    assertThat(new HashSet<>(settled)).hasSizeGreaterThan(30);
  }

  // Complaint 17.
  @Test
  void manyProducers_eachOnesOrderIsKept() throws Exception {
    ScriptedServer server = server(ScriptedServer.FAITHFUL);
    // A small buffer, so that producers meet back-pressure and each other.
    IngestStream stream = stream(server.endpoint(), quickRetries().buffer(64 << 10, 500).build());
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < 8; p++) {
      int producer = p;
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 2_000; i++) {
                    offer(stream, producer + ":" + i);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      producers.add(thread);
      thread.start();
    }
    for (Thread producer : producers) {
      producer.join();
    }
    assertThat(stream.awaitAcknowledged(16_000, SECONDS_10)).isTrue();
    for (int p = 0; p < 8; p++) {
      String prefix = p + ":";
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        expected.add(prefix + i);
      }
      assertThat(server.records())
          .filteredOn(record -> record.startsWith(prefix))
          .isEqualTo(expected);
    }
  }

  @Test
  void waitingForAnAcknowledgment_doesNotDelayOtherThreads() throws Exception {
    ScriptedServer.Script silent =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {}
        };
    ScriptedServer server = server(silent);
    IngestStream stream = stream(server.endpoint(), quickRetries().build());
    offer(stream, "waited for");
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return stream.awaitAcknowledged(1, SECONDS_10);
              } catch (InterruptedException e) {
                return false;
              }
            },
            TestThreads.OWN);
    for (int i = 0; i < 1_000; i++) {
      offer(stream, "other " + i);
    }
    await().until(() -> server.records().size() == 1_001);
    assertThat(waiting).isNotDone();
    server.streams.get(0).ack(0);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @KnownFault(3)
  void ackWithoutOffset_isNoAcknowledgment() throws Exception {
    ScriptedServer.Script malformed =
        new ScriptedServer.Script() {
          @Override
          public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
            stream.ackWithoutOffset();
          }
        };
    ScriptedServer server = server(malformed, ScriptedServer.FAITHFUL);
    IngestStream stream = stream(server.endpoint(), quickRetries().build());
    offer(stream, "a");
    assertThat(stream.awaitAcknowledged(1, SECONDS_10)).isTrue();
    assertThat(server.streams).hasSize(2);
    assertThat(server.records()).containsExactly("a", "a");
  }

  @Test
  void close_handsOverEverything_thenEnds() throws Exception {
    ScriptedServer server = server(ScriptedServer.FAITHFUL);
    IngestStream stream =
        stream(server.endpoint(), quickRetries().batch(1_000, 64 << 10, SECONDS_10).build());
    for (int i = 0; i < 100; i++) {
      offer(stream, "r" + i);
    }
    stream.requestClose(SECONDS_10);
    assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    assertThat(stream.lifecycle()).isEqualTo(Lifecycle.CLOSED);
    assertThat(server.records()).hasSize(100);
    assertThat(stream.pendingRecords()).isZero();
  }

  private static int portWhereNobodyListens() {
    try (ScriptedServer gone = new ScriptedServer(ScriptedServer.FAITHFUL)) {
      return gone.port();
    }
  }

  // Complaint 2.
  @Test
  void close_nobodyListens_isOverSoon() throws Exception {
    IngestStream stream =
        stream(
            Endpoint.parse("http://127.0.0.1:" + portWhereNobodyListens()), quickRetries().build());
    offer(stream, "a");
    await().until(() -> stream.lastFailure() != null);
    stream.requestClose(HOUR);
    assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    assertThat(stream.lifecycle()).isEqualTo(Lifecycle.CLOSED);
    assertThat(stream.pendingRecords()).isEqualTo(1);
  }

  @Test
  void hurry_nobodyListens_isUnreachableSoon() throws Exception {
    IngestStream stream =
        stream(
            Endpoint.parse("http://127.0.0.1:" + portWhereNobodyListens()), quickRetries().build());
    offer(stream, "a");
    await().until(() -> stream.lastFailure() != null);
    stream.hurry();
    await().atMost(10, TimeUnit.SECONDS).until(stream::isUnreachable);
    assertThat(stream.lifecycle()).isEqualTo(Lifecycle.RUNNING);
  }

  /** Packets are dropped there, so the attempt neither fails nor gets anywhere. */
  // Complaint 2.
  @Test
  void close_blackHole_isGivenUpLongBeforeItsTime() throws Exception {
    ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    toClose.add(hole);
    fill(hole);
    IngestStream stream =
        stream(
            Endpoint.parse("http://127.0.0.1:" + hole.getLocalPort()),
            quickRetries().attemptTimeoutNanos(HOUR).build());
    offer(stream, "a");
    stream.requestClose(HOUR);
    assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    assertThat(stream.pendingRecords()).isEqualTo(1);
    assertThat(stream.lastFailure()).isNull(); // it was given up, it did not fail
  }

  /** Until its backlog takes no more. */
  private void fill(ServerSocket hole) throws Exception {
    for (int i = 0; i < 100; i++) {
      Socket one = new Socket();
      toClose.add(one);
      try {
        one.connect(hole.getLocalSocketAddress(), 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new IllegalStateException("the backlog takes everything");
  }

  // Complaint 13.
  @Test
  void recordRefused_isFoundAndAllOthersArrive() throws Exception {
    ScriptedServer server = server(PICKY);
    Queue<String> rejected = new ConcurrentLinkedQueue<>();
    IngestStream stream =
        stream(
            server.endpoint(),
            quickRetries().isolateRejected(true).build(),
            new StreamObserver() {
              @Override
              public void onRejected(byte[] record, Failure failure) {
                rejected.add(new String(record, UTF_8) + " " + failure.message());
              }
            });
    List<String> good = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      offer(stream, i == 777 ? "bad" : "r" + i);
      if (i != 777) {
        good.add("r" + i);
      }
    }
    assertThat(stream.awaitAcknowledged(1_000, SECONDS_10)).isTrue();
    assertThat(rejected).containsExactly("bad no such column");
    assertThat(stream.acknowledgedRecords()).isEqualTo(999);
    assertThat(stream.rejectedRecords()).isEqualTo(1);
    assertThat(stream.pendingRecords()).isZero();
    List<String> arrived = new ArrayList<>(new java.util.LinkedHashSet<>(server.records()));
    arrived.remove("bad");
    assertThat(arrived).isEqualTo(good);
    assertThat(server.streams).hasSizeLessThanOrEqualTo(20);
  }

  private static final ScriptedServer.Script PICKY =
      new ScriptedServer.Script() {
        @Override
        public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
          if (records.contains("bad")) {
            stream.end(Status.INVALID_ARGUMENT.withDescription("no such column"));
          } else {
            stream.ack(offset);
          }
        }
      };

  @Test
  void notFound_boundedPolicy_failsAtOnceWithTheServersText() throws Exception {
    ScriptedServer.Script unknown =
        new ScriptedServer.Script() {
          @Override
          public void onCreate(
              ScriptedServer.Stream stream, io.zerobus.proto.CreateIngestStreamRequest request) {
            stream.end(Status.NOT_FOUND.withDescription("Table not found"));
          }
        };
    ScriptedServer server = server(unknown);
    IngestStream stream =
        stream(
            server.endpoint(), SenderOptions.builder(RetryPolicy.bounded(3, MILLI, MILLI)).build());
    assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    assertThat(stream.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(stream.failure().toString()).isEqualTo("NOT_FOUND: Table not found");
    assertThat(server.streams).hasSize(1);
  }

  /** Headers without any network. */
  private static final class FixedHeaders implements HeadersSource {
    @Override
    public CompletionStage<RequestHeaders> headers() {
      return CompletableFuture.completedFuture(
          new RequestHeaders(
              Map.of(
                  "authorization",
                  "Bearer test",
                  "x-databricks-zerobus-table-name",
                  "main.default.t")));
    }

    @Override
    public void refused(RequestHeaders headers) {}
  }
}
