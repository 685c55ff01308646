// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.grpc;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.zerobus.local.http.Tokens;
import io.zerobus.local.table.Tables;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.EphemeralStreamResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The Zerobus service: opens streams, rotates them, and ends them when the server stops. */
public final class ZerobusService {

  /**
   * Beyond this the transport resets the stream without a word; {@link IngestStream} refuses, and
   * says why, long before.
   */
  private static final int MAX_TRANSPORT_MESSAGE_BYTES = 64 * 1024 * 1024;

  /** Tokens of the service are 3 to 4 KB, those of other header providers may be larger. */
  private static final int MAX_METADATA_BYTES = 256 * 1024;

  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 * 1024 * 1024;

  private final Tables tables;
  private final Tokens tokens;
  private final Duration rotateAfter;
  private final Duration rotateGrace;
  private final Server server;
  private final ExecutorService executor;
  private final ScheduledExecutorService timer;
  private final Set<IngestStream> open = ConcurrentHashMap.newKeySet();

  /** Set once, by {@link #close}; read by streams that are being opened. */
  private volatile boolean stopping;

  /**
   * Starts to listen.
   *
   * @param rotateAfter age at which a stream is told that it will be closed
   * @param rotateGrace time it then has
   * @throws IOException when the address cannot be had
   */
  public ZerobusService(
      InetSocketAddress address,
      Tables tables,
      Tokens tokens,
      Duration rotateAfter,
      Duration rotateGrace)
      throws IOException {
    this.tables = tables;
    this.tokens = tokens;
    this.rotateAfter = rotateAfter;
    this.rotateGrace = rotateGrace;
    this.executor = Executors.newCachedThreadPool(daemons("zerobus-stream"));
    this.timer = Executors.newSingleThreadScheduledExecutor(daemons("zerobus-rotation"));
    this.server =
        NettyServerBuilder.forAddress(address)
            .executor(executor)
            .maxInboundMessageSize(MAX_TRANSPORT_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(
                ServerServiceDefinition.builder(EphemeralStreamMethod.SERVICE)
                    .addMethod(EphemeralStreamMethod.DESCRIPTOR, this::startCall)
                    .build())
            .build()
            .start();
  }

  public int port() {
    return server.getPort();
  }

  /** How many streams are open on each table that has any. */
  public Map<String, Integer> openStreams() {
    Map<String, Integer> counts = new TreeMap<>();
    open.forEach(stream -> counts.merge(stream.tableName(), 1, Integer::sum));
    return counts;
  }

  /**
   * Takes no more streams, and ends those that are open once what they sent is acknowledged; those
   * that are not done in time are cut.
   */
  public void close(long timeoutNanos) throws InterruptedException {
    stopping = true;
    server.shutdown();
    open.forEach(IngestStream::serverStops);
    if (!server.awaitTermination(timeoutNanos, TimeUnit.NANOSECONDS)) {
      server.shutdownNow();
    }
    timer.shutdownNow();
    executor.shutdown();
  }

  private ServerCall.Listener<EphemeralStreamRequest> startCall(
      ServerCall<EphemeralStreamRequest, EphemeralStreamResponse> call, Metadata headers) {
    Optional<Tokens.Token> token = tokens.check(headers.get(IngestStream.AUTHORIZATION));
    if (token.isEmpty() || !token.get().isForIngest()) {
      call.close(Status.UNAUTHENTICATED.withDescription("Invalid token"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    // At once: there are clients that send their first message only after the headers.
    call.sendHeaders(new Metadata());
    IngestStream stream =
        new IngestStream(
            call, headers.get(IngestStream.TABLE_NAME), token.get(), tables, this::onEvent);
    call.request(IngestStream.PREFETCHED_REQUESTS);
    return stream;
  }

  private void onEvent(IngestStream stream, IngestStream.Event event) {
    switch (event) {
      case OPENED -> {
        open.add(stream);
        schedule(rotateAfter, () -> announceRotation(stream));
        if (stopping) {
          stream.serverStops();
        }
      }
      case CLOSED -> open.remove(stream);
    }
  }

  private void announceRotation(IngestStream stream) {
    if (open.contains(stream)) {
      stream.announceClose(rotateGrace);
      schedule(rotateGrace, stream::rotate);
    }
  }

  private void schedule(Duration delay, Runnable task) {
    if (!timer.isShutdown()) {
      ScheduledFuture<?> unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
