// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.testing.ForkedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a program of the tests with Logback is started with, in a JVM of its own. */
final class ForkedApplication {

  private static final String LOGBACK_XML =
      "<configuration>"
          + "<appender name='CONSOLE' class='ch.qos.logback.core.ConsoleAppender'>"
          + "<encoder><pattern>%level %msg%nopex%n</pattern></encoder></appender>"
          + "<appender name='ZEROBUS' class='io.zerobus.logback.ZerobusAppender'/>"
          + "<root level='INFO'>"
          + "<appender-ref ref='CONSOLE'/><appender-ref ref='ZEROBUS'/></root>"
          + "</configuration>";

  private ForkedApplication() {}

  /**
   * Starts the main class with a logback.xml that logs to console and table; all settings come from
   * the environment.
   */
  static ForkedProgram start(
      Path folder, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    return ForkedProgram.start(
        folder, environment, arguments(folder, LOGBACK_XML, main, arguments));
  }

  /** A JVM's arguments to run the main class with this logback.xml. */
  static List<String> arguments(
      Path folder, String logbackXml, Class<?> main, String... ofTheProgram) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(configuration(folder, logbackXml));
    arguments.add("-cp");
    arguments.add(System.getProperty("java.class.path"));
    arguments.add(main.getName());
    arguments.addAll(List.of(ofTheProgram));
    return arguments;
  }

  /** The argument that names this logback.xml. */
  static String configuration(Path folder, String logbackXml) throws IOException {
    return "-Dlogback.configurationFile="
        + Files.writeString(folder.resolve("logback.xml"), logbackXml);
  }
}
