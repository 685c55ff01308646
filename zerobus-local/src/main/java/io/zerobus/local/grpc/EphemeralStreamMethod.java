// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.EphemeralStreamResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The one method of the Zerobus service that clients use. */
public final class EphemeralStreamMethod {

  public static final String SERVICE = "databricks.zerobus.Zerobus";

  public static final MethodDescriptor<EphemeralStreamRequest, EphemeralStreamResponse> DESCRIPTOR =
      MethodDescriptor.<EphemeralStreamRequest, EphemeralStreamResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "EphemeralStream"))
          .setRequestMarshaller(new MessageMarshaller<>(EphemeralStreamRequest.parser()))
          .setResponseMarshaller(new MessageMarshaller<>(EphemeralStreamResponse.parser()))
          .build();

  private EphemeralStreamMethod() {}

  /** Protobuf messages on gRPC, without the libraries that grpc-protobuf would bring. */
  private static final class MessageMarshaller<M extends MessageLite>
      implements MethodDescriptor.Marshaller<M> {

    private final Parser<M> parser;

    MessageMarshaller(Parser<M> parser) {
      this.parser = parser;
    }

    @Override
    public InputStream stream(M message) {
      return new ByteArrayInputStream(message.toByteArray());
    }

    @Override
    public M parse(InputStream stream) {
      try {
        return parser.parseFrom(stream);
      } catch (InvalidProtocolBufferException e) {
        throw Status.INTERNAL
            .withDescription("Invalid protobuf byte sequence")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
