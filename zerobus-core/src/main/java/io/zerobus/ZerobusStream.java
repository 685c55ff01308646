// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Status;
import io.zerobus.auth.OAuthHeaders;
import io.zerobus.ingest.Failure;
import io.zerobus.ingest.GrpcTransport;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.Lifecycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A stream of JSON records into one table. Thread-safe: threads that ingest never wait for one that
 * waits for an acknowledgment.
 *
 * <p>Delivery is at least once, in the order of acceptance. A record counts as durable when the
 * service has acknowledged it; until then it is kept and, after a lost connection, sent again.
 */
public final class ZerobusStream implements AutoCloseable {
  /** The most encoded bytes in one call; the service takes messages up to 10 MiB. */
  static final int MAX_PAYLOAD_BYTES = (10 << 20) - (64 << 10);

  private static final long END_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final IngestStream engine;
  private final GrpcTransport transport;
  private final OAuthHeaders headers;
  private final TableProperties tableProperties;
  private final StreamConfigurationOptions options;
  private final Consumer<ZerobusStream> onClosed;
  private final AtomicBoolean closeBegun = new AtomicBoolean();

  ZerobusStream(
      IngestStream engine,
      GrpcTransport transport,
      OAuthHeaders headers,
      TableProperties tableProperties,
      StreamConfigurationOptions options,
      Consumer<ZerobusStream> onClosed) {
    this.engine = engine;
    this.transport = transport;
    this.headers = headers;
    this.tableProperties = tableProperties;
    this.options = options;
    this.onClosed = onClosed;
  }

  /**
   * Accepts one record, which is copied. Returns at once while there is room, otherwise waits for
   * room, interruptibly, until the stream ends.
   *
   * @param json one JSON object
   * @return its logical offset: 0, 1, 2, … over all reconnects; see {@link #waitForOffset}
   * @throws NonRetriableException when it is too large
   * @throws ZerobusException when the stream is closed or has failed, or the thread is interrupted
   */
  public long ingestRecordOffset(String json) {
    return ingestRecordOffset(json.getBytes(UTF_8));
  }

  /** As {@link #ingestRecordOffset(String)}, for UTF-8 text. */
  public long ingestRecordOffset(byte[] json) {
    checkSize(json.length);
    while (true) {
      long offset = engine.offer(json, 0, json.length);
      if (offset >= 0) {
        return offset;
      }
      refuse(offset);
      awaitRoom(IngestStream.bufferedBytes(json.length), 1);
    }
  }

  /**
   * Accepts several records as one: they share one logical offset and are sent, and become durable,
   * together. Waits for room as {@link #ingestRecordOffset(String)}.
   *
   * @return the offset, or -1 when there are no records, and then nothing is sent
   */
  public long ingestRecordsOffset(Iterable<String> jsonRecords) {
    List<byte[]> records = new ArrayList<>();
    long bytes = 0;
    for (String json : jsonRecords) {
      byte[] record = json.getBytes(UTF_8);
      records.add(record);
      bytes += IngestStream.bufferedBytes(record.length);
    }
    if (records.isEmpty()) {
      return -1;
    }
    checkSize(bytes);
    while (true) {
      long offset = engine.offerBatch(records);
      if (offset >= 0) {
        return offset;
      }
      refuse(offset);
      awaitRoom(bytes + IngestStream.BATCH_OVERHEAD_BYTES, records.size());
    }
  }

  /**
   * Accepts one record if there is room now; never waits.
   *
   * @return its logical offset, or -1 when there is no room
   * @throws ZerobusException as {@link #ingestRecordOffset(String)}
   */
  public long tryIngestRecordOffset(String json) {
    byte[] record = json.getBytes(UTF_8);
    checkSize(record.length);
    long offset = engine.offer(record, 0, record.length);
    if (offset >= 0) {
      return offset;
    }
    refuse(offset);
    return -1;
  }

  private static void checkSize(long bytes) {
    if (bytes > MAX_PAYLOAD_BYTES) {
      throw NonRetriableException.argument(
          bytes + " bytes in one call; the service takes at most " + MAX_PAYLOAD_BYTES);
    }
  }

  /** Throws for each answer but "no room now". */
  private void refuse(long answer) {
    if (answer == IngestStream.TOO_LARGE) {
      throw NonRetriableException.argument(
          "larger than maxInflightBytes or maxInflightRecords: it would never fit");
    }
    if (answer == IngestStream.CLOSED) {
      throw ended("the record was not accepted");
    }
  }

  private void awaitRoom(long bytes, long records) {
    try {
      boolean unused = engine.awaitRoom(bytes, records, IngestStream.FOREVER_NANOS);
    } catch (InterruptedException e) {
      throw interrupted("waiting for room", e);
    }
  }

  /**
   * Waits until the record or batch with that offset, and all before it, are durable, for at most
   * the options' flush time-out.
   *
   * @throws ZerobusException when the time is over, the stream ends before, or the thread is
   *     interrupted
   */
  public void waitForOffset(long offset) {
    if (offset >= engine.acceptedEntries()) {
      throw NonRetriableException.argument(
          "offset " + offset + " was not given yet; the next is " + engine.acceptedEntries());
    }
    awaitAcknowledged(offset + 1, "waiting for offset " + offset);
  }

  /**
   * Waits until everything accepted before this call is durable, for at most the options' flush
   * time-out. Other threads may go on ingesting.
   *
   * @throws ZerobusException as {@link #waitForOffset}
   */
  public void flush() {
    awaitAcknowledged(engine.acceptedEntries(), "flush");
  }

  private void awaitAcknowledged(long entries, String what) {
    try {
      if (engine.awaitAcknowledged(entries, nanos(options.flushTimeout()))) {
        return;
      }
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
    if (engine.lifecycle().isFinal()) {
      throw ended(what);
    }
    throw new ZerobusException(
        what + " timed out after " + options.flushTimeout().toMillis() + " ms",
        Status.Code.DEADLINE_EXCEEDED,
        true,
        null);
  }

  /**
   * Delivers what was accepted, for at most the options' flush time-out, and ends the stream. A
   * second call does nothing.
   *
   * @throws ZerobusException when records are left that the service has not acknowledged; {@link
   *     #getUnackedRecords} has them
   */
  @Override
  public void close() {
    if (!closeBegun.compareAndSet(false, true)) {
      return;
    }
    long timeout = nanos(options.flushTimeout());
    engine.requestClose(timeout);
    try {
      boolean unused = engine.awaitEnd(timeout + END_GRACE_NANOS);
    } catch (InterruptedException e) {
      engine.requestClose(0);
      throw interrupted("close", e);
    } finally {
      release();
    }
    if (engine.pendingRecords() > 0) {
      throw ended(engine.pendingRecords() + " records were not acknowledged");
    }
  }

  /** Ends without delivering; for a stream that never opened. */
  void abandon() {
    if (closeBegun.compareAndSet(false, true)) {
      engine.requestClose(0);
      release();
    }
  }

  private void release() {
    transport.close();
    headers.close();
    onClosed.accept(this);
  }

  /**
   * The records that were accepted and not acknowledged, in order.
   *
   * @throws ZerobusException while the stream has not ended
   */
  public List<String> getUnackedRecords() {
    if (!engine.lifecycle().isFinal()) {
      throw new ZerobusException(
          "unacknowledged records can be read once the stream has ended",
          Status.Code.FAILED_PRECONDITION,
          false,
          null);
    }
    List<String> records = new ArrayList<>();
    for (List<byte[]> entry : engine.copyUnacknowledged()) {
      for (byte[] record : entry) {
        records.add(new String(record, UTF_8));
      }
    }
    return records;
  }

  /** A snapshot; it may be old when it arrives. */
  public StreamState getState() {
    Lifecycle lifecycle = engine.lifecycle();
    switch (lifecycle) {
      case CLOSED:
        return StreamState.CLOSED;
      case FAILED:
        return StreamState.FAILED;
      case CLOSING:
        return StreamState.FLUSHING;
      case RUNNING:
        break;
    }
    if (engine.isOpen()) {
      return StreamState.OPENED;
    }
    return engine.streamId().isEmpty() ? StreamState.UNINITIALIZED : StreamState.RECOVERING;
  }

  /** The service's id of the present or last stream; another one after each reconnect. */
  public String getStreamId() {
    return engine.streamId();
  }

  private ZerobusException ended(String what) {
    Failure failure = engine.failure() != null ? engine.failure() : engine.lastFailure();
    String text = what + "; the stream to " + tableProperties.getTableName() + " has ended";
    return failure != null
        ? ZerobusException.of(text, failure)
        : new ZerobusException(text, Status.Code.FAILED_PRECONDITION, false, null);
  }

  private static ZerobusException interrupted(String what, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new ZerobusException("interrupted: " + what, Status.Code.CANCELLED, true, cause);
  }

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  @Override
  public String toString() {
    return "ZerobusStream{" + tableProperties.getTableName() + ", " + getState() + "}";
  }
}
