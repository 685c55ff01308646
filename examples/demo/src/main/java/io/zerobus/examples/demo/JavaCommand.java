// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code java -jar} on the JVM that runs the demo, with an environment that leads nowhere else. */
final class JavaCommand {
  /** Settings of the user's own applications: the demo must not reach a real workspace. */
  private static final List<String> REMOVED_PREFIXES =
      List.of("ZEROBUS_", "DATABRICKS_", "SPRING_", "SERVER_", "LOGGING_");

  /** Everything is on the loopback interface. */
  private static final List<String> REMOVED_NAMES =
      List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "GRPC_PROXY", "DEBUG", "TRACE");

  private JavaCommand() {}

  static ProcessBuilder jar(List<String> arguments) {
    return jar(List.of(), arguments);
  }

  static ProcessBuilder jar(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-jar");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(JavaCommand::isRemoved);
    return builder;
  }

  static boolean isRemoved(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    return REMOVED_NAMES.contains(name) || REMOVED_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
