// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.auth.OAuthHeaders;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.GrpcTransport;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.RetryPolicy;
import io.zerobus.ingest.SenderOptions;
import io.zerobus.ingest.StreamSpec;
import io.zerobus.ingest.TransportOptions;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ships encoded log records to one table over one stream. Thread-safe.
 *
 * <p>It never gives up while the process lives: it connects again from 1 s on, doubling to 30 s,
 * and after a final refusal (wrong secret, missing table or grant) about once a minute; meanwhile
 * records stay in the buffer, as far as it has room.
 */
public final class LogShipper implements RecordSink {
  static final long BASE_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(30);
  static final long REFUSED_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** The sender keeps the time of a stop; this is for its own way out. */
  private static final long END_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String APPLICATION = "zerobus-logging";
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final String instanceId = randomId();
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final IngestStream stream;
  private final GrpcTransport transport;
  private final OAuthHeaders headers;
  private final DetachedStatus status;

  private LogShipper(
      IngestStream stream, GrpcTransport transport, OAuthHeaders headers, DetachedStatus status) {
    this.stream = stream;
    this.transport = transport;
    this.headers = headers;
    this.status = status;
  }

  /** Starts a shipper. Returns at once: the connection is made with the first record. */
  public static LogShipper start(AppenderSettings settings, StatusSink status) {
    Endpoint server = settings.serverEndpoint();
    TransportOptions transportOptions =
        TransportOptions.builder().applicationName(APPLICATION).build();
    OAuthHeaders headers =
        OAuthHeaders.create(
            settings.workspaceUrl(),
            server,
            settings.tableName(),
            settings.clientId(),
            settings.clientSecret()::read,
            transportOptions);
    GrpcTransport transport = GrpcTransport.create(server, transportOptions);
    SenderOptions options =
        SenderOptions.builder(
                RetryPolicy.forEver(BASE_BACKOFF_NANOS, MAX_BACKOFF_NANOS, REFUSED_PAUSE_NANOS))
            .buffer(settings.bufferSizeBytes(), Long.MAX_VALUE)
            .batch(settings.batchRecords(), settings.batchSizeBytes(), settings.lingerNanos())
            .connectAtOnce(false)
            .build();
    DetachedStatus detached = new DetachedStatus(status);
    IngestStream stream =
        IngestStream.start(
            options,
            StreamSpec.json(settings.tableName()),
            transport,
            headers,
            new DeliveryStatus(
                settings.tableName(), server.toString(), detached, System::nanoTime));
    return new LogShipper(stream, transport, headers, detached);
  }

  @Override
  public String instanceId() {
    return instanceId;
  }

  @Override
  public long nextSequence() {
    return sequence.getAndIncrement();
  }

  @Override
  public int offer(byte[] buffer, int offset, int length) {
    long accepted = stream.offer(buffer, offset, length);
    if (accepted >= 0) {
      return OFFERED;
    }
    return accepted == IngestStream.CLOSED ? CLOSED : FULL;
  }

  @Override
  public boolean awaitRoom(int length, long timeoutNanos) throws InterruptedException {
    long bytes = IngestStream.bufferedBytes(length);
    long wait = timeoutNanos == 0 ? IngestStream.FOREVER_NANOS : timeoutNanos;
    return stream.awaitRoom(bytes, 1, wait) && !stopped.get();
  }

  @Override
  public boolean flush(long timeoutNanos) throws InterruptedException {
    return stream.awaitAcknowledged(stream.acceptedEntries(), timeoutNanos);
  }

  @Override
  public void hurry() {
    stream.hurry();
  }

  @Override
  public boolean isUnreachable() {
    return stream.isUnreachable() || stream.lifecycle().isFinal();
  }

  @Override
  public void stop(long timeoutNanos) {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    stream.requestClose(timeoutNanos);
    // An interrupted thread still gets its records out: the time bounds the wait anyway.
    boolean interrupted = Thread.interrupted();
    try {
      interrupted |= !awaitEnd(timeoutNanos + END_GRACE_NANOS);
    } finally {
      transport.close();
      headers.close();
      status.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when the thread was interrupted meanwhile; waits to the end all the same. */
  private boolean awaitEnd(long timeoutNanos) {
    long deadline = System.nanoTime() + timeoutNanos;
    boolean undisturbed = true;
    while (true) {
      try {
        boolean unused = stream.awaitEnd(deadline - System.nanoTime());
        return undisturbed;
      } catch (InterruptedException e) {
        undisturbed = false;
      }
    }
  }

  @Override
  public long pendingRecords() {
    return stream.pendingRecords();
  }

  @Override
  public long acknowledgedRecords() {
    return stream.acknowledgedRecords();
  }

  private static String randomId() {
    byte[] bits = new byte[16];
    new SecureRandom().nextBytes(bits);
    char[] text = new char[32];
    for (int i = 0; i < bits.length; i++) {
      text[2 * i] = HEX[(bits[i] >> 4) & 0xF];
      text[2 * i + 1] = HEX[bits[i] & 0xF];
    }
    return new String(text);
  }
}
