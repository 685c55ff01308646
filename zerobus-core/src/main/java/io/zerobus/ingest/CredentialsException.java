// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import org.jspecify.annotations.Nullable;

/** Credentials could not be had. The message names the endpoint asked, never a secret. */
public final class CredentialsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isTransient;

  private CredentialsException(String message, boolean isTransient, @Nullable Throwable cause) {
    super(Secrets.redacted(message), Secrets.redacted(cause));
    this.isTransient = isTransient;
  }

  /** The same request may be granted later: no connection, a time-out, a 5xx or 429. */
  public static CredentialsException unreachable(String message, @Nullable Throwable cause) {
    return new CredentialsException(message, true, cause);
  }

  /** The request was refused, or is wrong: asking again gives the same answer. */
  public static CredentialsException refused(String message, @Nullable Throwable cause) {
    return new CredentialsException(message, false, cause);
  }

  public boolean isTransient() {
    return isTransient;
  }
}
