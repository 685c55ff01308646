// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.grpc.Status;
import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.Failure;
import io.zerobus.schema.SchemaException;
import org.jspecify.annotations.Nullable;

/**
 * Something did not work: the configuration, a call on a stream that has ended, the service.
 * Unchecked. Its message says what, where and what to do; it holds no secret.
 */
public class ZerobusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Status.Code statusCode;
  private final boolean retriable;

  ZerobusException(
      String message, Status.Code statusCode, boolean retriable, @Nullable Throwable cause) {
    super(message, cause);
    this.statusCode = statusCode;
    this.retriable = retriable;
  }

  static ZerobusException of(String what, Failure failure) {
    String message = what + ": " + failure;
    return failure.isRetriable()
        ? new ZerobusException(message, failure.code(), true, failure.cause())
        : new NonRetriableException(message, failure.code(), failure.cause());
  }

  static ZerobusException of(SchemaException e) {
    String message = String.valueOf(e.getMessage());
    return e.isTransient()
        ? new ZerobusException(message, Status.Code.UNAVAILABLE, true, e)
        : new NonRetriableException(
            message,
            e.getCause() instanceof CredentialsException
                ? Status.Code.UNAUTHENTICATED
                : Status.Code.INVALID_ARGUMENT,
            e);
  }

  /** The gRPC status code of the service's answer, or the nearest one for a finding of our own. */
  public final Status.Code getStatusCode() {
    return statusCode;
  }

  /** Whether the same call, on a new stream, may succeed later. */
  public final boolean isRetriable() {
    return retriable;
  }
}
