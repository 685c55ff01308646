// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

/** Something the user can do something about: its message is all that is shown. */
final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private ToolException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The work could not be done. */
  ToolException(String message) {
    this(message, Tool.EXIT_FAILURE);
  }

  /** The command line asks for something that makes no sense. */
  static ToolException usage(String message) {
    return new ToolException(message, Tool.EXIT_USAGE);
  }

  int exitCode() {
    return exitCode;
  }
}
