// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

/** A descriptor that does not match its table; the message is what the client is told. */
public final class SchemaException extends Exception {

  private static final long serialVersionUID = 1L;

  SchemaException(String text) {
    super("Schema validation failed: " + text + ". Error Code: 8001, Error State: 0.");
  }
}
