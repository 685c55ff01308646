// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.IngestRecordBatchRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection whose server is the test: notes what is sent, and says what the test wants. */
final class FakeConnection implements StreamConnection {
  private static final int JSON_BATCH_TAG = 0x1A;

  final List<List<String>> batches = new ArrayList<>();
  final List<Long> offsets = new ArrayList<>();
  final RequestHeaders headers = new RequestHeaders(Map.of("authorization", "fake"));
  boolean started;
  boolean opened;
  boolean ready = true;
  boolean connected;
  boolean halfClosed;
  boolean cancelled;
  boolean terminated;
  boolean credentialsRefused;

  /** The server is faster than the return from send. */
  boolean ackWhileSending;

  /** Runs once, at the end of the next send. */
  @Nullable Runnable whileSending;

  /** Thrown by send, once the message is with the server all the same. */
  @Nullable RuntimeException sendError;

  private final SenderEvents events;

  FakeConnection(SenderEvents events) {
    this.events = events;
  }

  // ---- what the sender calls -------------------------------------------------------------------

  @Override
  public void start() {
    started = true;
    events.add(ConnectionEvent.headers(this, headers));
  }

  @Override
  public void open(RequestHeaders granted) {
    opened = true;
  }

  @Override
  public void credentialsRefused() {
    credentialsRefused = true;
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void send(RecordBuffer buffer, Batcher batch, long wireOffset) {
    if (halfClosed || cancelled) {
      throw new IllegalStateException("sent after the end");
    }
    BatchMessage message =
        new BatchMessage(
            buffer, JSON_BATCH_TAG, wireOffset, batch.start(), batch.end(), batch.framedBytes());
    IngestRecordBatchRequest request = decode(message);
    offsets.add(request.getOffsetId());
    batches.add(List.copyOf(request.getJsonBatch().getRecordsList()));
    if (ackWhileSending) {
      serverAcks(wireOffset);
    }
    Runnable meanwhile = whileSending;
    if (meanwhile != null) {
      whileSending = null;
      meanwhile.run();
    }
    if (sendError != null) {
      throw sendError;
    }
  }

  static IngestRecordBatchRequest decode(BatchMessage message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      message.writeTo(bytes);
      if (bytes.size() != message.size()) {
        throw new IllegalStateException("wrote " + bytes.size() + " of " + message.size());
      }
      return EphemeralStreamRequest.parseFrom(bytes.toByteArray()).getIngestRecordBatch();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("not a request", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void requestMore() {}

  @Override
  public void halfClose() {
    halfClosed = true;
  }

  @Override
  public void cancel(String reason) {
    cancelled = true;
  }

  // ---- what the test says ----------------------------------------------------------------------

  void serverOpens() {
    events.add(ConnectionEvent.opened(this, "stream-" + System.identityHashCode(this)));
  }

  void serverAcks(long offset) {
    events.add(ConnectionEvent.ack(this, offset));
  }

  void serverSignalsClose(long durationNanos) {
    events.add(ConnectionEvent.closeSignal(this, durationNanos));
  }

  void serverSendsNonsense() {
    events.add(ConnectionEvent.malformed(this, "nonsense"));
  }

  void transportIsReady() {
    ready = true;
    events.add(ConnectionEvent.ready(this));
  }

  void ends(Status status) {
    terminated = true;
    events.add(ConnectionEvent.terminated(this, Failure.ofStatus(status)));
  }

  void credentialsFail(CredentialsException error) {
    terminated = true;
    events.add(ConnectionEvent.terminated(this, Failure.ofCredentials(error)));
  }

  boolean isEnded() {
    return cancelled || halfClosed || terminated;
  }

  List<String> records() {
    List<String> all = new ArrayList<>();
    batches.forEach(all::addAll);
    return all;
  }
}
