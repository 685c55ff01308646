// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import io.zerobus.schema.SchemaException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs one command line. Results go to standard output or to a file; an error is one line on
 * standard error, and never a stack trace.
 *
 * <pre>
 * 0  done
 * 1  it could not be done: refused, unreachable, a file that cannot be read or written; or
 *    doctor has found something
 * 2  wrong use of the command line
 * </pre>
 */
final class Tool {
  static final int EXIT_FAILURE = 1;
  static final int EXIT_USAGE = 2;

  private final Surroundings surroundings;

  Tool(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  int run(String... args) {
    CommandLine commandLine = new CommandLine(new Root());
    commandLine.addSubcommand(new GenerateProtoCommand(surroundings));
    commandLine.addSubcommand(new CreateTableCommand(surroundings));
    commandLine.addSubcommand(new DoctorCommand(surroundings));
    commandLine.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    commandLine.setParameterExceptionHandler((e, arguments) -> failUsage(messageOf(e)));
    commandLine.setExecutionExceptionHandler((e, command, parsed) -> fail(e));
    int exitCode = commandLine.execute(args);
    surroundings.out().flush();
    return exitCode;
  }

  private int fail(Exception e) {
    if (e instanceof ToolException known) {
      return known.exitCode() == EXIT_USAGE
          ? failUsage(String.valueOf(e.getMessage()))
          : fail(String.valueOf(e.getMessage()), EXIT_FAILURE);
    }
    String message = e instanceof SchemaException ? String.valueOf(e.getMessage()) : "failed: " + e;
    return fail(message, EXIT_FAILURE);
  }

  private int failUsage(String message) {
    return fail(message + "; see --help", EXIT_USAGE);
  }

  private int fail(String message, int exitCode) {
    surroundings.err().println("zerobus: " + message.strip().replaceAll("\\p{Cntrl}+", " "));
    surroundings.err().flush();
    return exitCode;
  }

  /** Of what is not understood only the options are named: the rest may be a secret. */
  private static String messageOf(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      if (e.getCommandLine().getParent() == null && !first.startsWith("-")) {
        return "unknown command '" + first + "'";
      }
      List<String> options =
          unmatched.getUnmatched().stream()
              .filter(argument -> argument.startsWith("-"))
              .map(argument -> argument.replaceFirst("=.*", ""))
              .toList();
      return options.isEmpty()
          ? "an argument is left over that belongs to no option"
          : "unknown option " + String.join(", ", options);
    }
    return String.valueOf(e.getMessage());
  }

  /** What there is without a subcommand. */
  @Command(
      name = "zerobus",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "COMMAND",
      description = "Tools for tables that records are sent to with Zerobus.")
  static final class Root implements Runnable {

    @Override
    public void run() {
      throw ToolException.usage("no command given");
    }
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Tool.class.getPackage().getImplementationVersion();
      return new String[] {"zerobus " + (version == null ? "(unpacked)" : version)};
    }
  }
}
