// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import io.zerobus.ingest.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * A table's schema could not be had, or has no form in protobuf. The message names the table, the
 * column or the address, and never a secret; it is meant to be shown to the user as it is.
 */
public final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isTransient;

  private SchemaException(String message, boolean isTransient, @Nullable Throwable cause) {
    super(Secrets.redacted(message), Secrets.redacted(cause));
    this.isTransient = isTransient;
  }

  /** The same request may be answered later: no connection, a time-out, a 5xx or 429. */
  static SchemaException unreachable(String message, @Nullable Throwable cause) {
    return new SchemaException(message, true, cause);
  }

  /** Asking again gives the same answer. */
  static SchemaException refused(String message, @Nullable Throwable cause) {
    return new SchemaException(message, false, cause);
  }

  public boolean isTransient() {
    return isTransient;
  }
}
