// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import java.util.logging.LogManager;
import picocli.CommandLine;

/** Entry point of the runnable jar: the server, and {@code sql} to query what it has landed. */
public final class Main {

  private static final int USAGE_EXIT_CODE = 2;

  private Main() {}

  public static void main(String[] args) {
    quietLibraries();
    CommandLine commandLine = new CommandLine(new ServeCommand());
    commandLine.addSubcommand(new SqlCommand());
    commandLine.setParameterExceptionHandler(
        (e, arguments) -> fail(e.getMessage() + "; see --help"));
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) ->
            fail(e instanceof UserError ? String.valueOf(e.getMessage()) : "failed: " + e));
    int exitCode = commandLine.execute(args);
    System.out.flush();
    System.exit(exitCode);
  }

  /**
   * Standard error is for what the user has to know. Libraries log to it, and newer JVMs warn there
   * about those that use sun.misc.Unsafe; Netty does without, and without its native code, when it
   * is told before it loads.
   */
  private static void quietLibraries() {
    LogManager.getLogManager().reset();
    System.setProperty("io.grpc.netty.shaded.io.netty.noUnsafe", "true");
    System.setProperty("io.grpc.netty.shaded.io.netty.transport.noNative", "true");
  }

  /** One line that says what is wrong; never a stack trace. */
  private static int fail(String message) {
    System.err.println("zerobus-local: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    return USAGE_EXIT_CODE;
  }
}
