// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/** What the service said of a record that it refused, as a cause without a trace. */
final class RefusedRecord extends Exception {
  private static final long serialVersionUID = 1;

  RefusedRecord(String reason) {
    super(reason, null, false, false);
  }

  /** Without the name of this class, which would tell nobody anything. */
  @SuppressWarnings("OverrideThrowableToString")
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
