// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.zerobus.local.http.Tokens;
import io.zerobus.local.record.RecordException;
import io.zerobus.local.table.RefusedException;
import io.zerobus.local.table.Tables;
import io.zerobus.local.table.WriteRequest;
import io.zerobus.proto.CloseStreamSignal;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.CreateIngestStreamResponse;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.EphemeralStreamResponse;
import io.zerobus.proto.IngestRecordBatchRequest;
import io.zerobus.proto.IngestRecordRequest;
import io.zerobus.proto.IngestRecordResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a client: keeps the rules of the protocol, hands records to their table, and
 * acknowledges what is durable.
 *
 * <p>A stream ends for one reason, the first: a bad request, the client's half-close, rotation, the
 * server's stop. From then on nothing more is accepted, and the call is closed once everything
 * accepted before is durable and acknowledged. Only when the table refuses does it close at once,
 * after the acknowledgment of what is durable.
 *
 * <p>Messages come from gRPC, one at a time; durability from the table's thread; rotation from a
 * timer. All that goes out goes out under the lock.
 */
final class IngestStream extends ServerCall.Listener<EphemeralStreamRequest>
    implements WriteRequest.Stream {

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> TABLE_NAME =
      Metadata.Key.of("x-databricks-zerobus-table-name", Metadata.ASCII_STRING_MARSHALLER);

  /** The service decodes messages up to this size. */
  private static final int MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

  /** How many requests may wait here while one is worked on. */
  static final int PREFETCHED_REQUESTS = 8;

  /** What the service is told about a stream. */
  enum Event {
    /** The client has its stream id. */
    OPENED,
    /** The call is over. */
    CLOSED
  }

  private final ServerCall<EphemeralStreamRequest, EphemeralStreamResponse> call;
  private final @Nullable String tableHeader;
  private final Tokens.Token token;
  private final Tables tables;
  private final BiConsumer<IngestStream, Event> events;
  private final String id = UUID.randomUUID().toString();

  /** Null before the stream is created. Written by gRPC's callbacks, read by the web page. */
  private volatile @Nullable OpenedStream opened;

  /** Number of the next request; gRPC's callbacks only. */
  private long nextOffset;

  private final Object lock = new Object();

  @GuardedBy("lock")
  private long acceptedOffset = -1;

  @GuardedBy("lock")
  private long durableOffset = -1;

  @GuardedBy("lock")
  private long acknowledgedOffset = -1;

  /** Why the stream ends; null while it does not. */
  @GuardedBy("lock")
  private @Nullable Status ending;

  /** Set when the table gave up a request: a later one must not become durable after the gap. */
  @GuardedBy("lock")
  private boolean refused;

  @GuardedBy("lock")
  private boolean closed;

  IngestStream(
      ServerCall<EphemeralStreamRequest, EphemeralStreamResponse> call,
      @Nullable String tableHeader,
      Tokens.Token token,
      Tables tables,
      BiConsumer<IngestStream, Event> events) {
    this.call = call;
    this.tableHeader = tableHeader;
    this.token = token;
    this.tables = tables;
    this.events = events;
  }

  /** The table's name as this server has it; empty before the stream is created. */
  String tableName() {
    OpenedStream stream = opened;
    return stream == null ? "" : stream.table().name().toString();
  }

  @Override
  public void onMessage(EphemeralStreamRequest request) {
    if (isEnding()) {
      return; // The client cannot know yet; what it sends now is not accepted.
    }
    try {
      int bytes = request.getSerializedSize();
      if (bytes > MAX_MESSAGE_BYTES) {
        throw new StreamException(
            Status.OUT_OF_RANGE,
            "Error, decoded message length too large: found "
                + bytes
                + " bytes, the limit is: "
                + MAX_MESSAGE_BYTES
                + " bytes");
      }
      switch (request.getPayloadCase()) {
        case CREATE_STREAM -> create(request.getCreateStream());
        case INGEST_RECORD -> ingest(request.getIngestRecord());
        case INGEST_RECORD_BATCH -> ingest(request.getIngestRecordBatch());
        case PAYLOAD_NOT_SET ->
            throw new StreamException(Status.INVALID_ARGUMENT, "The request has no payload");
      }
      call.request(1);
    } catch (StreamException e) {
      end(e.status());
    } catch (RecordException e) {
      end(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(Status.UNAVAILABLE.withDescription("The server is stopping"));
    }
  }

  @Override
  public void onHalfClose() {
    end(Status.OK);
  }

  @Override
  public void onCancel() {
    synchronized (lock) {
      closed = true;
    }
    events.accept(this, Event.CLOSED);
  }

  @Override
  public void onComplete() {
    events.accept(this, Event.CLOSED);
  }

  @Override
  public void onReady() {
    synchronized (lock) {
      proceed();
    }
  }

  @Override
  public void onDurable(long offset) {
    synchronized (lock) {
      durableOffset = offset;
      proceed();
    }
  }

  @Override
  public void onRefused(String reason) {
    synchronized (lock) {
      refused = true;
      acceptedOffset = durableOffset;
      ending = Status.RESOURCE_EXHAUSTED.withDescription(reason);
      proceed();
    }
  }

  @Override
  public boolean isAlive() {
    synchronized (lock) {
      return !refused;
    }
  }

  /** Tells the client that this stream will be closed soon. */
  void announceClose(Duration grace) {
    synchronized (lock) {
      if (ending == null && !closed) {
        call.sendMessage(
            EphemeralStreamResponse.newBuilder()
                .setCloseStreamSignal(
                    CloseStreamSignal.newBuilder()
                        .setDuration(
                            com.google.protobuf.Duration.newBuilder()
                                .setSeconds(grace.getSeconds())
                                .setNanos(grace.getNano())))
                .build());
      }
    }
  }

  /** Ends the stream because of its age. */
  void rotate() {
    end(
        Status.UNAVAILABLE.withDescription(
            "Stream timeout reached. Closing the stream (ID: "
                + id
                + "). Error Code: 6002, Error State: 0."));
  }

  /** Ends the stream because the server stops. */
  void serverStops() {
    announceClose(Duration.ZERO);
    end(Status.UNAVAILABLE.withDescription("The server is stopping"));
  }

  private void create(CreateIngestStreamRequest request) throws StreamException {
    if (opened != null) {
      throw new StreamException(
          Status.INVALID_ARGUMENT, "The stream is already created: create_stream comes once");
    }
    opened = OpenedStream.create(request, tableHeader, token, tables);
    synchronized (lock) {
      if (closed) {
        return;
      }
      call.sendMessage(
          EphemeralStreamResponse.newBuilder()
              .setCreateStreamResponse(CreateIngestStreamResponse.newBuilder().setStreamId(id))
              .build());
    }
    events.accept(this, Event.OPENED);
  }

  private void ingest(IngestRecordRequest request)
      throws StreamException, RecordException, InterruptedException {
    OpenedStream stream = requireOpened();
    checkOffset(request.hasOffsetId(), request.getOffsetId());
    List<ByteString> records =
        switch (request.getRecordCase()) {
          case JSON_RECORD -> stream.json(List.of(request.getJsonRecordBytes()));
          case PROTO_ENCODED_RECORD -> stream.proto(List.of(request.getProtoEncodedRecord()));
          case RECORD_NOT_SET ->
              throw new StreamException(
                  Status.INVALID_ARGUMENT,
                  "The request has no record of a kind that this server takes (JSON, PROTO)");
        };
    accept(stream, records);
  }

  private void ingest(IngestRecordBatchRequest request)
      throws StreamException, RecordException, InterruptedException {
    OpenedStream stream = requireOpened();
    checkOffset(request.hasOffsetId(), request.getOffsetId());
    List<ByteString> records =
        switch (request.getBatchCase()) {
          case JSON_BATCH ->
              stream.json(request.getJsonBatch().getRecordsList().asByteStringList());
          case PROTO_ENCODED_BATCH -> stream.proto(request.getProtoEncodedBatch().getRecordsList());
          case BATCH_NOT_SET ->
              throw new StreamException(
                  Status.INVALID_ARGUMENT,
                  "The request has no batch of a kind that this server takes (JSON, PROTO)");
        };
    accept(stream, records);
  }

  private OpenedStream requireOpened() throws StreamException {
    OpenedStream stream = opened;
    if (stream == null) {
      throw new StreamException(Status.INVALID_ARGUMENT, "The first request must be create_stream");
    }
    return stream;
  }

  private void checkOffset(boolean present, long offset) throws StreamException {
    if (!present || offset != nextOffset) {
      throw new StreamException(
          Status.OUT_OF_RANGE,
          "NonIncrementalOffset: expected offset "
              + nextOffset
              + ", got "
              + (present ? offset : "none")
              + ". Error Code: 4002, Error State: 0.");
    }
  }

  /** Checks all records of a request, then hands it to the table. */
  private void accept(OpenedStream stream, List<ByteString> records)
      throws StreamException, RecordException, InterruptedException {
    List<byte[]> texts = new ArrayList<>(records.size());
    List<@Nullable Object[]> rows = new ArrayList<>(records.size());
    for (ByteString record : records) {
      byte[] text = record.toByteArray();
      rows.add(stream.table().checker().check(text));
      texts.add(text);
    }
    if (texts.isEmpty()) {
      throw new StreamException(Status.INVALID_ARGUMENT, "The batch has no records");
    }
    long offset = nextOffset;
    nextOffset++;
    synchronized (lock) {
      if (refused) {
        return;
      }
      acceptedOffset = offset;
    }
    try {
      stream.table().write(new WriteRequest(this, offset, texts, rows));
    } catch (RefusedException e) {
      synchronized (lock) {
        acceptedOffset = offset - 1;
      }
      throw new StreamException(Status.RESOURCE_EXHAUSTED, String.valueOf(e.getMessage()));
    }
  }

  private boolean isEnding() {
    synchronized (lock) {
      return ending != null || closed;
    }
  }

  private void end(Status status) {
    synchronized (lock) {
      if (ending == null) {
        ending = status;
      }
      proceed();
    }
  }

  /** Acknowledges and closes as far as it can be done now. */
  @GuardedBy("lock")
  private void proceed() {
    if (closed) {
      return;
    }
    boolean closing = ending != null && durableOffset >= acceptedOffset;
    // Acknowledgments that a client does not read add up to one, not to a queue.
    if (durableOffset > acknowledgedOffset && (call.isReady() || closing)) {
      call.sendMessage(
          EphemeralStreamResponse.newBuilder()
              .setIngestRecordResponse(
                  IngestRecordResponse.newBuilder().setDurabilityAckUpToOffset(durableOffset))
              .build());
      acknowledgedOffset = durableOffset;
    }
    if (closing && ending != null) {
      closed = true;
      call.close(ending, new Metadata());
    }
  }
}
