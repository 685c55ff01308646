// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Status;

/**
 * The one place that says what a gRPC status means for the stream. It decides on the code alone, as
 * the service's documentation asks; messages are for people.
 */
final class FailureClassifier {
  /** What to do after a failure. */
  enum Verdict {
    /** Transient: connect again, within the budget. */
    RETRY,
    /** The token was refused: forget it, try once with a new one. */
    REAUTHENTICATE,
    /** Trying again gives the same answer. */
    FATAL
  }

  private FailureClassifier() {}

  static Verdict classify(Status.Code code) {
    switch (code) {
      case OK: // ended by the server although we had not half-closed
      case UNAVAILABLE: // also the end of a rotated stream, code 6002
      case DEADLINE_EXCEEDED:
      case RESOURCE_EXHAUSTED:
      case INTERNAL:
      case ABORTED:
      case CANCELLED: // by a proxy or the server; our own cancellations never get here
      case UNKNOWN: // proxies answer plain HTTP errors, which arrive as this
      case DATA_LOSS:
        return Verdict.RETRY;
      case UNAUTHENTICATED:
        return Verdict.REAUTHENTICATE;
      case INVALID_ARGUMENT: // a record or a schema that the table refuses
      case NOT_FOUND: // table
      case PERMISSION_DENIED: // grant
      case FAILED_PRECONDITION: // e.g. default storage; the Rust client retries it in vain
      case OUT_OF_RANGE: // offsets: a fault of ours, repeating it would not mend it
      case UNIMPLEMENTED: // table feature, or no Zerobus service at that address
      case ALREADY_EXISTS:
        return Verdict.FATAL;
    }
    throw new AssertionError(code);
  }
}
