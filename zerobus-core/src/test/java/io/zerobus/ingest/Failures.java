// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Status;

/** Failures for tests of other packages. */
public final class Failures {
  private Failures() {}

  public static Failure unavailable(String description) {
    return Failure.ofStatus(Status.UNAVAILABLE.withDescription(description));
  }

  public static Failure notFound(String description) {
    return Failure.ofStatus(Status.NOT_FOUND.withDescription(description));
  }

  public static Failure invalidArgument(String description) {
    return Failure.ofStatus(Status.INVALID_ARGUMENT.withDescription(description));
  }
}
