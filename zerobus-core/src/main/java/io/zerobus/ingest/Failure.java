// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Why a connection or a stream ended; an immutable value. Its text holds no secret. */
public final class Failure {
  private final Status.Code code;
  private final String message;
  private final @Nullable Throwable cause;
  private final FailureClassifier.Verdict verdict;

  private Failure(
      Status.Code code,
      String message,
      @Nullable Throwable cause,
      FailureClassifier.Verdict verdict) {
    this.code = code;
    this.message = Secrets.redacted(message);
    this.cause = Secrets.redacted(cause);
    this.verdict = verdict;
  }

  /** The answer of the server, or of a transport without a proxy. */
  static Failure ofStatus(Status status) {
    return ofStatus(status, TransportTrouble.DIRECT);
  }

  /** The answer of the server, or of the transport, whose troubles are told in words. */
  static Failure ofStatus(Status status, TransportTrouble trouble) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    Status.Code code = status.getCode();
    String text = description != null ? description : "";
    if (status.isOk()) {
      text = "stream closed by the server without an error";
    } else if (cause != null) {
      text = trouble.inWords(text, cause);
      if (TransportTrouble.isExplained(cause)) {
        // Met while reading, it would be INTERNAL. No call reached the service.
        code = Status.Code.UNAVAILABLE;
      }
    } else if (code == Status.Code.UNAVAILABLE) {
      text = trouble.inWords(text);
    }
    return new Failure(code, text, cause, FailureClassifier.classify(code));
  }

  /** No credentials could be had. A refusal is final: they were asked for just now. */
  static Failure ofCredentials(Throwable error) {
    boolean transientError =
        error instanceof CredentialsException && ((CredentialsException) error).isTransient();
    String message = error.getMessage();
    return new Failure(
        transientError ? Status.Code.UNAVAILABLE : Status.Code.UNAUTHENTICATED,
        message != null ? message : error.toString(),
        error,
        transientError ? FailureClassifier.Verdict.RETRY : FailureClassifier.Verdict.FATAL);
  }

  /** A finding of the client itself; the code says whether it is worth another attempt. */
  public static Failure of(Status.Code code, String message) {
    return new Failure(code, message, null, FailureClassifier.classify(code));
  }

  /** The client's own finding, worth another attempt: a deadline, a breach of the protocol. */
  static Failure retriable(Status.Code code, String message) {
    return new Failure(code, message, null, FailureClassifier.Verdict.RETRY);
  }

  /** The same failure, now final, with what was tried said in its text. */
  Failure asFinal(String tried) {
    return new Failure(code, message + " (" + tried + ")", cause, FailureClassifier.Verdict.FATAL);
  }

  public Status.Code code() {
    return code;
  }

  public String message() {
    return message;
  }

  public @Nullable Throwable cause() {
    return cause;
  }

  /** Whether the same call may succeed later. */
  public boolean isRetriable() {
    return FailureClassifier.classify(code) == FailureClassifier.Verdict.RETRY;
  }

  FailureClassifier.Verdict verdict() {
    return verdict;
  }

  @Override
  public String toString() {
    return code + ": " + message;
  }
}
