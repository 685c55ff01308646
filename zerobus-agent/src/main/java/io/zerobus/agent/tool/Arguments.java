// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import org.jspecify.annotations.Nullable;

/** What the command line asks for. Immutable. */
final class Arguments {

  /** What can be done. */
  enum Command {
    LIST,
    ATTACH,
    DOCTOR,
    HELP,
    VERSION
  }

  private static final String CONFIG = "--config";

  private final Command command;
  private final long pid;
  private final @Nullable String configFile;

  private Arguments(Command command, long pid, @Nullable String configFile) {
    this.command = command;
    this.pid = pid;
    this.configFile = configFile;
  }

  /**
   * Reads a command line.
   *
   * @throws ToolException for wrong use; it names options, and of the rest nothing that may be a
   *     secret
   */
  static Arguments parse(String... arguments) throws ToolException {
    if (arguments.length == 0) {
      throw ToolException.usage("no command given");
    }
    for (String argument : arguments) {
      if (argument.equals("--help") || argument.equals("-h") || argument.equals("help")) {
        return new Arguments(Command.HELP, 0, null);
      }
    }
    Command command = command(arguments[0]);
    String pid = null;
    String configFile = null;
    for (int i = 1; i < arguments.length; i++) {
      String argument = arguments[i];
      if (isConfig(command, argument)) {
        if (configFile != null) {
          throw ToolException.usage(CONFIG + " is given twice");
        }
        boolean apart = argument.equals(CONFIG);
        i += apart ? 1 : 0;
        String given = i < arguments.length ? arguments[i] : "";
        configFile = apart ? given : argument.substring(CONFIG.length() + 1);
        if (configFile.trim().isEmpty()) {
          throw ToolException.usage(CONFIG + " needs the path of a properties file");
        }
      } else if (argument.startsWith("-")) {
        throw ToolException.usage("unknown option " + argument.replaceFirst("=.*", ""));
      } else if (command == Command.ATTACH && pid == null) {
        pid = argument;
      } else {
        throw ToolException.usage("an argument is left over that belongs to no option");
      }
    }
    return new Arguments(command, command == Command.ATTACH ? pid(pid) : 0, configFile);
  }

  private static boolean isConfig(Command command, String argument) {
    return (command == Command.ATTACH || command == Command.DOCTOR)
        && (argument.equals(CONFIG) || argument.startsWith(CONFIG + "="));
  }

  private static Command command(String name) throws ToolException {
    switch (name) {
      case "list":
        return Command.LIST;
      case "attach":
        return Command.ATTACH;
      case "doctor":
        return Command.DOCTOR;
      case "--version":
        return Command.VERSION;
      default:
        throw ToolException.usage(
            name.startsWith("-")
                ? "unknown option " + name.replaceFirst("=.*", "")
                : "unknown command '" + name + "'");
    }
  }

  private static long pid(@Nullable String text) throws ToolException {
    if (text == null) {
      throw ToolException.usage("attach needs the number of a process, which list shows");
    }
    try {
      long pid = Long.parseLong(text);
      if (pid > 0) {
        return pid;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw ToolException.usage("'" + text + "' is no number of a process; list shows those");
  }

  Command command() {
    return command;
  }

  /** Of {@code attach} only. */
  long pid() {
    return pid;
  }

  @Nullable String configFile() {
    return configFile;
  }
}
