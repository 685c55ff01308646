// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import com.google.protobuf.Duration;
import com.google.protobuf.Parser;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.EphemeralStreamResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code /databricks.zerobus.Zerobus/EphemeralStream} over grpc-java.
 *
 * <p>The call object is touched by the sender thread only. The listener runs on a transport thread,
 * in part under the transport's lock, and does nothing but enqueue events.
 */
final class GrpcStreamConnection extends ClientCall.Listener<EphemeralStreamResponse>
    implements StreamConnection {
  static final MethodDescriptor<OutboundMessage, EphemeralStreamResponse> METHOD =
      MethodDescriptor.<OutboundMessage, EphemeralStreamResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName("databricks.zerobus.Zerobus/EphemeralStream")
          .setRequestMarshaller(new RequestMarshaller())
          .setResponseMarshaller(new ResponseMarshaller())
          .build();

  /** Responses the server may send ahead of our handling; bounds what the inbox can hold. */
  private static final int RESPONSES_AHEAD = 64;

  /** Bytes the transport may hold before it says it is not ready; several batches. */
  private static final int ON_READY_BYTES = 256 << 10;

  private final Channel channel;
  private final StreamSpec spec;
  private final HeadersSource headersSource;
  private final SenderEvents events;
  private final TransportSockets sockets;
  private final int socketsBefore;
  private final TransportTrouble trouble;

  // Owner: the sender thread.
  private @Nullable ClientCall<OutboundMessage, EphemeralStreamResponse> call; // null before open
  private @Nullable RequestHeaders headers; // null before open

  // Written by the transport's threads, which call the listener one after the other; read by all.
  private volatile boolean isConnected;

  GrpcStreamConnection(
      Channel channel,
      StreamSpec spec,
      HeadersSource headersSource,
      SenderEvents events,
      TransportSockets sockets,
      TransportTrouble trouble) {
    this.channel = channel;
    this.spec = spec;
    this.headersSource = headersSource;
    this.events = events;
    this.sockets = sockets;
    this.socketsBefore = sockets.connected();
    this.trouble = trouble;
  }

  // ---- sender thread ---------------------------------------------------------------------------

  @Override
  public void start() {
    CompletionStage<RequestHeaders> unused =
        headersSource
            .headers()
            .whenComplete((granted, error) -> events.add(outcome(granted, error)));
  }

  private ConnectionEvent outcome(@Nullable RequestHeaders granted, @Nullable Throwable error) {
    if (granted != null) {
      return ConnectionEvent.headers(this, granted);
    }
    Throwable reason =
        error != null
            ? unwrapped(error)
            : CredentialsException.refused("the headers provider gave no headers", null);
    return ConnectionEvent.terminated(this, Failure.ofCredentials(reason));
  }

  @Override
  public void open(RequestHeaders granted) {
    headers = granted;
    Metadata metadata;
    try {
      metadata = metadata(granted.values());
    } catch (IllegalArgumentException e) {
      events.add(
          ConnectionEvent.terminated(
              this,
              Failure.ofCredentials(
                  CredentialsException.refused(
                      "a header of the headers provider is not valid: " + e.getMessage(), null))));
      return;
    }
    // A call made inside a user's request would be cancelled with that request.
    ClientCall<OutboundMessage, EphemeralStreamResponse> started = newRootCall();
    call = started;
    started.start(this, metadata);
    started.request(RESPONSES_AHEAD);
    started.sendMessage(new HandshakeMessage(spec.createRequest()));
  }

  private ClientCall<OutboundMessage, EphemeralStreamResponse> newRootCall() {
    Context previous = Context.ROOT.attach();
    try {
      return channel.newCall(METHOD, CallOptions.DEFAULT.withOnReadyThreshold(ON_READY_BYTES));
    } finally {
      Context.ROOT.detach(previous);
    }
  }

  @Override
  public void credentialsRefused() {
    RequestHeaders used = headers;
    if (used != null) {
      headersSource.refused(used);
    }
  }

  @Override
  public boolean isConnected() {
    return isConnected || sockets.connected() != socketsBefore;
  }

  @Override
  public boolean isReady() {
    return call != null && call.isReady();
  }

  @Override
  public void send(RecordBuffer buffer, Batcher batch, long wireOffset) {
    openCall()
        .sendMessage(
            new BatchMessage(
                buffer,
                spec.batchTag(),
                wireOffset,
                batch.start(),
                batch.end(),
                batch.framedBytes()));
  }

  @Override
  public void requestMore() {
    openCall().request(1);
  }

  @Override
  public void halfClose() {
    openCall().halfClose();
  }

  @Override
  public void cancel(String reason) {
    if (call != null) {
      call.cancel(reason, null);
    }
  }

  private ClientCall<OutboundMessage, EphemeralStreamResponse> openCall() {
    if (call == null) {
      throw new IllegalStateException("the call was not opened");
    }
    return call;
  }

  private static Metadata metadata(Map<String, String> values) {
    Metadata metadata = new Metadata();
    for (Map.Entry<String, String> header : values.entrySet()) {
      String value = header.getValue();
      for (int i = 0; i < value.length(); i++) {
        if (value.charAt(i) < 0x20 || value.charAt(i) > 0x7E) {
          throw new IllegalArgumentException(
              "'" + header.getKey() + "' holds a character that no header may hold");
        }
      }
      metadata.put(Metadata.Key.of(header.getKey(), Metadata.ASCII_STRING_MARSHALLER), value);
    }
    return metadata;
  }

  private static Throwable unwrapped(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? cause : error;
  }

  // ---- transport threads -----------------------------------------------------------------------

  @Override
  public void onMessage(EphemeralStreamResponse response) {
    events.add(toEvent(response));
  }

  @Override
  public void onReady() {
    isConnected = true;
    events.add(ConnectionEvent.ready(this));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    events.add(
        ConnectionEvent.terminated(
            this, Failure.ofStatus(status, isConnected ? trouble.connected() : trouble)));
  }

  private ConnectionEvent toEvent(EphemeralStreamResponse response) {
    switch (response.getPayloadCase()) {
      case CREATE_STREAM_RESPONSE:
        return !response.getCreateStreamResponse().getStreamId().isEmpty()
            ? ConnectionEvent.opened(this, response.getCreateStreamResponse().getStreamId())
            : ConnectionEvent.malformed(this, "create_stream_response without a stream id");
      case INGEST_RECORD_RESPONSE:
        // Absent is no 0: that would make durable what nobody stored.
        return response.getIngestRecordResponse().hasDurabilityAckUpToOffset()
            ? ConnectionEvent.ack(
                this, response.getIngestRecordResponse().getDurabilityAckUpToOffset())
            : ConnectionEvent.malformed(this, "missing ack offset in server response");
      case CLOSE_STREAM_SIGNAL:
        return ConnectionEvent.closeSignal(
            this, nanos(response.getCloseStreamSignal().getDuration()));
      case PAYLOAD_NOT_SET:
        break;
    }
    return ConnectionEvent.malformed(this, "response of an unknown kind");
  }

  /** Absent is 0, which means to reconnect at once. */
  private static long nanos(Duration duration) {
    long seconds = Math.max(0, Math.min(duration.getSeconds(), 86_400));
    return seconds * 1_000_000_000L + Math.max(0, duration.getNanos());
  }

  // ---- messages --------------------------------------------------------------------------------

  /** create_stream, as the generated class encodes it. */
  private static final class HandshakeMessage implements OutboundMessage {
    private final EphemeralStreamRequest request;

    HandshakeMessage(EphemeralStreamRequest request) {
      this.request = request;
    }

    @Override
    public int size() {
      return request.getSerializedSize();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      request.writeTo(out);
    }
  }

  private static final class RequestMarshaller
      implements MethodDescriptor.Marshaller<OutboundMessage> {
    @Override
    public InputStream stream(OutboundMessage message) {
      return new OutboundMessageStream(message);
    }

    @Override
    public OutboundMessage parse(InputStream stream) {
      throw new UnsupportedOperationException("a client parses no requests");
    }
  }

  private static final class ResponseMarshaller
      implements MethodDescriptor.Marshaller<EphemeralStreamResponse> {
    private static final Parser<EphemeralStreamResponse> PARSER = EphemeralStreamResponse.parser();

    @Override
    public InputStream stream(EphemeralStreamResponse message) {
      throw new UnsupportedOperationException("a client sends no responses");
    }

    @Override
    public EphemeralStreamResponse parse(InputStream stream) {
      try {
        return PARSER.parseFrom(stream);
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("response that is no EphemeralStreamResponse")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
