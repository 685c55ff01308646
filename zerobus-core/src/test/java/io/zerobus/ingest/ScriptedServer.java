// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.zerobus.proto.CloseStreamSignal;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.CreateIngestStreamResponse;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.EphemeralStreamResponse;
import io.zerobus.proto.IngestRecordResponse;
import io.zerobus.proto.RecordType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A Zerobus server over real gRPC whose behaviour a test writes down, stream by stream. Checks that
 * the client keeps the protocol: create_stream first, offsets 0, 1, 2, …
 */
public final class ScriptedServer implements AutoCloseable {
  /** What the server does on one stream. All calls come on one thread for each stream. */
  public interface Script {
    default void onCreate(Stream stream, CreateIngestStreamRequest request) {
      stream.open();
    }

    default void onBatch(Stream stream, long offset, List<String> records) {
      stream.ack(offset);
    }

    default void onHalfClose(Stream stream) {
      stream.end(Status.OK);
    }
  }

  /** Opens and acknowledges everything. */
  public static final Script FAITHFUL = new Script() {};

  private final ExecutorService executor =
      Executors.newCachedThreadPool(DaemonThreads.named("scripted-server"));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("scripted-timer"));
  private final boolean isTls;
  private final Server server;
  private final List<Script> scripts = new ArrayList<>();
  public final List<Stream> streams = new CopyOnWriteArrayList<>();
  public final List<String> violations = new CopyOnWriteArrayList<>();
  private volatile boolean keepsRecords = true;

  /**
   * @param scripts for the first, second, … stream; the last one also for all that follow
   */
  public ScriptedServer(Script... scripts) {
    this(0, scripts);
  }

  public ScriptedServer(int port, Script... scripts) {
    this(port, InsecureServerCredentials.create(), scripts);
  }

  public ScriptedServer(int port, ServerCredentials credentials, Script... scripts) {
    this.isTls = !(credentials instanceof InsecureServerCredentials);
    this.scripts.addAll(List.of(scripts));
    MethodDescriptor<EphemeralStreamRequest, EphemeralStreamResponse> method =
        MethodDescriptor.<EphemeralStreamRequest, EphemeralStreamResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("databricks.zerobus.Zerobus/EphemeralStream")
            .setRequestMarshaller(new ProtoMarshaller<>(EphemeralStreamRequest.parser()))
            .setResponseMarshaller(new ProtoMarshaller<>(EphemeralStreamResponse.parser()))
            .build();
    ServerCallHandler<EphemeralStreamRequest, EphemeralStreamResponse> handler = this::startCall;
    try {
      server =
          OkHttpServerBuilder.forPort(new InetSocketAddress("127.0.0.1", port), credentials)
              // Not the shared ones: their threads could not be told from the client's.
              .executor(executor)
              .transportExecutor(executor)
              .scheduledExecutorService(timer)
              .maxInboundMessageSize(10 << 20)
              // This server never gives back the window of what arrives for a stream that it has
              // ended; with a small one, a script that ends streams would stall the connection.
              .flowControlWindow(1 << 30)
              .addService(
                  ServerServiceDefinition.builder("databricks.zerobus.Zerobus")
                      .addMethod(method, handler)
                      .build())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Streams keep no records any more, of which there may be too many; scripts still see them. */
  public ScriptedServer withoutKeepingRecords() {
    keepsRecords = false;
    return this;
  }

  public int port() {
    return server.getPort();
  }

  public Endpoint endpoint() {
    return Endpoint.parse((isTls ? "https" : "http") + "://127.0.0.1:" + port());
  }

  private ServerCall.Listener<EphemeralStreamRequest> startCall(
      ServerCall<EphemeralStreamRequest, EphemeralStreamResponse> call, Metadata headers) {
    Script script;
    Stream stream;
    synchronized (scripts) {
      script = scripts.get(Math.min(streams.size(), scripts.size() - 1));
      stream = new Stream(call, headers, script);
      streams.add(stream);
    }
    call.sendHeaders(new Metadata());
    call.request(1);
    return stream;
  }

  /** Ends the server; open streams break off. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdown();
    timer.shutdownNow();
  }

  /** Every record of every stream, in the order of arrival. */
  public List<String> records() {
    List<String> all = new ArrayList<>();
    streams.forEach(stream -> all.addAll(stream.records));
    return all;
  }

  /** Takes everything and acknowledges nothing by itself. */
  public static Script silent() {
    return new Script() {
      @Override
      public void onBatch(Stream stream, long offset, List<String> records) {}
    };
  }

  /** Answers create_stream with a status. */
  public static Script refusing(Status status) {
    return new Script() {
      @Override
      public void onCreate(Stream stream, CreateIngestStreamRequest request) {
        stream.end(status);
      }
    };
  }

  /** Opens, and ends the call with a status instead of the first acknowledgment. */
  public static Script breaking(Status status) {
    return new Script() {
      @Override
      public void onBatch(Stream stream, long offset, List<String> records) {
        stream.end(status);
      }
    };
  }

  /** One call. */
  public final class Stream extends ServerCall.Listener<EphemeralStreamRequest> {
    public final Metadata headers;
    public final List<String> records = new CopyOnWriteArrayList<>();
    public final List<ByteString> protoRecords = new CopyOnWriteArrayList<>();
    private RecordType recordType = RecordType.RECORD_TYPE_UNSPECIFIED;

    /** The client has said that nothing more follows. */
    public volatile boolean halfClosed;

    /** The client has broken off, or its connection has. */
    public volatile boolean cancelled;

    private final ServerCall<EphemeralStreamRequest, EphemeralStreamResponse> call;
    private final Script script;
    private boolean created;
    private volatile long nextOffset; // written by the call's thread only
    private boolean ended;

    Stream(
        ServerCall<EphemeralStreamRequest, EphemeralStreamResponse> call,
        Metadata headers,
        Script script) {
      this.call = call;
      this.headers = headers;
      this.script = script;
    }

    @Override
    public void onMessage(EphemeralStreamRequest request) {
      switch (request.getPayloadCase()) {
        case CREATE_STREAM:
          if (created) {
            violations.add("second create_stream");
          }
          created = true;
          recordType = request.getCreateStream().getRecordType();
          script.onCreate(this, request.getCreateStream());
          break;
        case INGEST_RECORD_BATCH:
          if (!created) {
            violations.add("record before create_stream");
          }
          long offset = request.getIngestRecordBatch().getOffsetId();
          if (!request.getIngestRecordBatch().hasOffsetId() || offset != nextOffset) {
            violations.add("offset " + offset + " instead of " + nextOffset);
          }
          nextOffset++;
          boolean isProto = request.getIngestRecordBatch().hasProtoEncodedBatch();
          if (isProto != (recordType == RecordType.PROTO)) {
            violations.add("a record of another kind than " + recordType);
          }
          List<String> batch =
              List.copyOf(request.getIngestRecordBatch().getJsonBatch().getRecordsList());
          if (keepsRecords) {
            records.addAll(batch);
            protoRecords.addAll(
                request.getIngestRecordBatch().getProtoEncodedBatch().getRecordsList());
          }
          script.onBatch(this, offset, batch);
          break;
        default:
          violations.add("request " + request.getPayloadCase());
      }
      call.request(1);
    }

    @Override
    public void onHalfClose() {
      halfClosed = true;
      script.onHalfClose(this);
    }

    @Override
    public void onCancel() {
      cancelled = true;
    }

    /** Where the connection comes from: the same for all calls over one connection. */
    public SocketAddress remoteAddress() {
      return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    }

    public void open() {
      openAs("scripted-" + System.identityHashCode(this));
    }

    public synchronized void openAs(String streamId) {
      send(
          EphemeralStreamResponse.newBuilder()
              .setCreateStreamResponse(
                  CreateIngestStreamResponse.newBuilder().setStreamId(streamId))
              .build());
    }

    public synchronized void ack(long offset) {
      send(
          EphemeralStreamResponse.newBuilder()
              .setIngestRecordResponse(
                  IngestRecordResponse.newBuilder().setDurabilityAckUpToOffset(offset))
              .build());
    }

    /** Acknowledges everything that has come. */
    public synchronized void ackAll() {
      ack(nextOffset - 1);
    }

    public synchronized void ackWithoutOffset() {
      send(
          EphemeralStreamResponse.newBuilder()
              .setIngestRecordResponse(IngestRecordResponse.getDefaultInstance())
              .build());
    }

    public synchronized void signalClose(long seconds) {
      send(
          EphemeralStreamResponse.newBuilder()
              .setCloseStreamSignal(
                  CloseStreamSignal.newBuilder()
                      .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(seconds)))
              .build());
    }

    public synchronized void end(Status status) {
      if (!ended) {
        ended = true;
        call.close(status, new Metadata());
      }
    }

    private void send(EphemeralStreamResponse response) {
      if (!ended) {
        call.sendMessage(response);
      }
    }
  }

  private static final class ProtoMarshaller<T extends Message>
      implements MethodDescriptor.Marshaller<T> {
    private final Parser<T> parser;

    ProtoMarshaller(Parser<T> parser) {
      this.parser = parser;
    }

    @Override
    public InputStream stream(T value) {
      return ((MessageLite) value).toByteString().newInput();
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return parser.parseFrom(stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
