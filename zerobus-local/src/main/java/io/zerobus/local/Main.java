// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import picocli.CommandLine;

/** Entry point of the runnable jar: the server, and {@code sql} to query what it has landed. */
public final class Main {

  private static final int USAGE_EXIT_CODE = 2;

  private Main() {}

  public static void main(String[] args) {
    CommandLine commandLine = new CommandLine(new ServeCommand());
    commandLine.addSubcommand(new SqlCommand());
    commandLine.setParameterExceptionHandler(
        (e, arguments) -> fail(e.getMessage() + "; see --help"));
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) ->
            fail(e instanceof UserError ? String.valueOf(e.getMessage()) : "failed: " + e));
    int exitCode = commandLine.execute(args);
    System.out.flush();
    // Halts: the server's shutdown hook must not run for a server that did not start.
    System.exit(exitCode);
  }

  /** One line that says what is wrong; never a stack trace. */
  private static int fail(String message) {
    System.err.println("zerobus-local: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    return USAGE_EXIT_CODE;
  }
}
