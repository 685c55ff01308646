// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.grpc.Status;
import io.zerobus.auth.OAuthHeaders;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.Failure;
import io.zerobus.ingest.GrpcTransport;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.StreamObserver;
import io.zerobus.ingest.StreamSpec;
import io.zerobus.ingest.TransportOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Opens streams of records into Delta tables. Thread-safe.
 *
 * <pre>{@code
 * try (ZerobusSdk sdk = new ZerobusSdk(serverEndpoint, workspaceUrl);
 *     ZerobusStream stream =
 *         sdk.createStream(clientId, clientSecret, TableProperties.json("main.default.air_quality"))) {
 *   stream.ingestRecordOffset("{\"device\":\"d1\",\"temp\":21}");
 *   stream.flush();
 * }
 * }</pre>
 */
public final class ZerobusSdk implements AutoCloseable {
  private final Endpoint server;
  private final Endpoint workspace;
  private final Set<ZerobusStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * An SDK for one workspace. Connects with the first stream only.
   *
   * @param serverEndpoint the Zerobus endpoint, e.g. {@code
   *     1234567890.zerobus.eu-west-1.cloud.databricks.com}; {@code https} unless it says {@code
   *     http://}, which is plaintext and taken for this machine only
   * @param workspaceUrl the workspace, where tokens come from
   * @throws NonRetriableException when one of them is no such address
   */
  public ZerobusSdk(String serverEndpoint, String workspaceUrl) {
    this.server = endpoint("server endpoint", serverEndpoint);
    this.workspace = endpoint("workspace URL", workspaceUrl);
  }

  private static Endpoint endpoint(String what, String text) {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(text);
    } catch (IllegalArgumentException e) {
      throw NonRetriableException.argument(what + ": " + e.getMessage());
    }
    if (endpoint.isPlaintext() && !endpoint.isLoopback()) {
      throw NonRetriableException.argument(
          what
              + " "
              + endpoint
              + ": http:// would send records and secrets unencrypted to another machine; use"
              + " https://");
    }
    return endpoint;
  }

  /** As {@link #createStream(String, String, TableProperties, StreamConfigurationOptions)}. */
  public ZerobusStream createStream(
      String clientId, String clientSecret, TableProperties tableProperties) {
    return createStream(
        clientId, clientSecret, tableProperties, StreamConfigurationOptions.defaults());
  }

  /**
   * Opens a stream; blocks until the service has opened it or the options' attempts are used up.
   *
   * @throws NonRetriableException when the service refuses: wrong secret, missing table or grant
   * @throws ZerobusException when the service could not be reached
   */
  public ZerobusStream createStream(
      String clientId,
      String clientSecret,
      TableProperties tableProperties,
      StreamConfigurationOptions options) {
    if (closed) {
      throw closedAlready();
    }
    TransportOptions transportOptions = TransportOptions.builder().build();
    OAuthHeaders headers =
        OAuthHeaders.create(
            workspace,
            server,
            tableProperties.getTableName(),
            clientId,
            () -> clientSecret,
            transportOptions);
    GrpcTransport transport = GrpcTransport.create(server, transportOptions);
    OpenSignal opening = new OpenSignal();
    IngestStream engine =
        IngestStream.start(
            options.toSenderOptions(),
            StreamSpec.json(tableProperties.getTableName()),
            transport,
            headers,
            opening);
    ZerobusStream stream =
        new ZerobusStream(engine, transport, headers, tableProperties, options, streams::remove);
    streams.add(stream);
    if (closed) { // by another thread, which may not have seen this stream
      stream.abandon();
      throw closedAlready();
    }
    try {
      opening.await();
    } catch (InterruptedException e) {
      stream.abandon();
      Thread.currentThread().interrupt();
      throw new ZerobusException(
          "interrupted while opening a stream", Status.Code.CANCELLED, true, e);
    }
    if (engine.failure() != null) {
      stream.abandon();
      throw ZerobusException.of(
          "no stream to " + tableProperties.getTableName() + " at " + server, engine.failure());
    }
    return stream;
  }

  private static ZerobusException closedAlready() {
    return new ZerobusException("the SDK is closed", Status.Code.FAILED_PRECONDITION, false, null);
  }

  /** Closes all streams, each with its flush time-out, and what they used. Idempotent. */
  @Override
  public void close() {
    closed = true;
    ZerobusException first = null;
    for (ZerobusStream stream : streams) {
      try {
        stream.close();
      } catch (ZerobusException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Waits for the first opening, or for the end of all attempts. */
  private static final class OpenSignal implements StreamObserver {
    private final CountDownLatch decided = new CountDownLatch(1);

    void await() throws InterruptedException {
      decided.await();
    }

    @Override
    public void onOpened(String streamId, long pendingRecords) {
      decided.countDown();
    }

    @Override
    public void onClosed(long unacknowledgedRecords) {
      decided.countDown();
    }

    @Override
    public void onFailed(Failure failure, long unacknowledgedRecords) {
      decided.countDown();
    }
  }
}
