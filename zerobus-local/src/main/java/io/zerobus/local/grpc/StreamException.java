// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.grpc;

import io.grpc.Status;

/** A request that ends its stream, with the status the client is given. */
final class StreamException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Status status;

  StreamException(Status status, String description) {
    super(description);
    this.status = status.withDescription(description);
  }

  Status status() {
    return status;
  }
}
