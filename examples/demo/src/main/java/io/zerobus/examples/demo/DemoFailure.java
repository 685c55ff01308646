// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

/** Ends the demo: the message says what went wrong, where, and what to do. */
final class DemoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  DemoFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
