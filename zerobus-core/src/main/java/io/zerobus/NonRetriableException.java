// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Trying again gives the same answer: a wrong argument or secret, a missing table or grant. */
public final class NonRetriableException extends ZerobusException {
  private static final long serialVersionUID = 1L;

  NonRetriableException(String message, Status.Code statusCode, @Nullable Throwable cause) {
    super(message, statusCode, false, cause);
  }

  static NonRetriableException argument(String message) {
    return new NonRetriableException(message, Status.Code.INVALID_ARGUMENT, null);
  }
}
