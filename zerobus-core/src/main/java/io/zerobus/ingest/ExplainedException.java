// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A failed connection whose message says all that a reader needs, without secrets. */
final class ExplainedException extends IOException {
  private static final long serialVersionUID = 1L;

  ExplainedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
