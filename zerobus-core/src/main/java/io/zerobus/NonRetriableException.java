// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Trying again gives the same answer: a wrong argument or secret, a missing table or grant, a
 * record that the table refuses, a call on a stream that was closed.
 */
public final class NonRetriableException extends ZerobusException {
  private static final long serialVersionUID = 1L;

  /**
   * For a {@link HeadersProvider} that will not give headers later either.
   *
   * @param message what is wrong and what to do; no secret
   * @param cause null when there is none
   */
  public NonRetriableException(String message, @Nullable Throwable cause) {
    this(message, Status.Code.UNAUTHENTICATED, cause);
  }

  NonRetriableException(String message, Status.Code statusCode, @Nullable Throwable cause) {
    super(message, statusCode, false, cause);
  }

  /** The call does not suit what the stream or the SDK has come to. */
  static NonRetriableException state(String message) {
    return new NonRetriableException(message, Status.Code.FAILED_PRECONDITION, null);
  }

  static NonRetriableException argument(String message) {
    return argument(message, null);
  }

  static NonRetriableException argument(String message, @Nullable Throwable cause) {
    return new NonRetriableException(message, Status.Code.INVALID_ARGUMENT, cause);
  }
}
