// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

/** Something the user can do something about: its message is all that is shown. */
final class ToolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private ToolException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The work could not be done. */
  ToolException(String message) {
    this(message, AgentTool.EXIT_FAILURE);
  }

  /** The command line asks for something that makes no sense. */
  static ToolException usage(String message) {
    return new ToolException(message + "; see --help", AgentTool.EXIT_USAGE);
  }

  int exitCode() {
    return exitCode;
  }
}
