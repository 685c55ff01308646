// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.zerobus.proto.CreateIngestStreamResponse;
import io.zerobus.proto.EphemeralStreamResponse;
import io.zerobus.proto.IngestRecordResponse;
import java.util.UUID;

/**
 * One stream: counts its records and acknowledges them. gRPC calls it one request at a time;
 * acknowledgments may come from another thread.
 */
final class IngestCall extends ServerCall.Listener<Request> {

  private static final int READ_AHEAD = 256;

  private final ServerCall<Request, EphemeralStreamResponse> call;
  private final Received received;
  private final Gate gate;
  private final int ackRequests;

  private final Object lock = new Object();
  // Guarded by lock, also each message that is sent.
  private long nextOffset;
  private long acknowledged;
  private int unread;
  private boolean ended;

  IngestCall(
      ServerCall<Request, EphemeralStreamResponse> call,
      Received received,
      Gate gate,
      AckPace pace) {
    this.call = call;
    this.received = received;
    this.gate = gate;
    this.ackRequests = pace.requests();
  }

  /** Takes the first requests. */
  void start() {
    gate.add(this);
    call.sendHeaders(new Metadata());
    call.request(READ_AHEAD);
  }

  @Override
  public void onMessage(Request request) {
    if (request.offset() == Request.CREATE) {
      synchronized (lock) {
        call.sendMessage(created());
      }
    } else {
      received.add(request);
      take(request.offset());
    }
    readNext();
  }

  private void take(long offset) {
    synchronized (lock) {
      if (offset != nextOffset) {
        received.fault();
      }
      nextOffset = offset + 1;
      if (nextOffset - acknowledged >= ackRequests && !gate.isShut()) {
        sendAcknowledgment();
      }
    }
  }

  private void readNext() {
    if (gate.isShut()) {
      synchronized (lock) {
        unread++;
      }
    } else {
      call.request(1);
    }
  }

  /** The gate is open again. */
  void goOn() {
    synchronized (lock) {
      if (unread > 0 && !ended) {
        call.request(unread);
        unread = 0;
      }
    }
  }

  /** Acknowledges what waits for it. */
  void acknowledge() {
    synchronized (lock) {
      if (nextOffset > acknowledged && !ended) {
        sendAcknowledgment();
      }
    }
  }

  private void sendAcknowledgment() {
    acknowledged = nextOffset;
    call.sendMessage(
        EphemeralStreamResponse.newBuilder()
            .setIngestRecordResponse(
                IngestRecordResponse.newBuilder().setDurabilityAckUpToOffset(acknowledged - 1))
            .build());
  }

  private static EphemeralStreamResponse created() {
    return EphemeralStreamResponse.newBuilder()
        .setCreateStreamResponse(
            CreateIngestStreamResponse.newBuilder().setStreamId(UUID.randomUUID().toString()))
        .build();
  }

  @Override
  public void onHalfClose() {
    acknowledge();
    synchronized (lock) {
      ended = true;
      call.close(Status.OK, new Metadata());
    }
    gate.remove(this);
  }

  @Override
  public void onCancel() {
    synchronized (lock) {
      ended = true;
    }
    gate.remove(this);
  }
}
