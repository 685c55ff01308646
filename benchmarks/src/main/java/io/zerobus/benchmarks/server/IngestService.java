// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.zerobus.proto.EphemeralStreamResponse;
import java.io.InputStream;

/** The gRPC service. */
final class IngestService {

  private static final String SERVICE = "databricks.zerobus.Zerobus";

  private static final MethodDescriptor<Request, EphemeralStreamResponse> EPHEMERAL_STREAM =
      MethodDescriptor.<Request, EphemeralStreamResponse>newBuilder()
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "EphemeralStream"))
          .setRequestMarshaller(new RequestScan())
          .setResponseMarshaller(new ResponseWriter())
          .build();

  private IngestService() {}

  static ServerServiceDefinition of(Received received, Gate gate, AckPace pace) {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            EPHEMERAL_STREAM,
            (call, headers) -> {
              IngestCall ingest = new IngestCall(call, received, gate, pace);
              ingest.start();
              return ingest;
            })
        .build();
  }

  /** Responses, which are few. */
  private static final class ResponseWriter
      implements MethodDescriptor.Marshaller<EphemeralStreamResponse> {

    @Override
    public InputStream stream(EphemeralStreamResponse response) {
      return response.toByteString().newInput();
    }

    @Override
    public EphemeralStreamResponse parse(InputStream message) {
      throw new UnsupportedOperationException("a server reads no responses");
    }
  }
}
