// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a program of the tests with Log4j is started with, in a JVM of its own. */
final class ForkedApplication {

  private static final String LOG4J2_XML =
      "<Configuration shutdownHook='%s'><Appenders>"
          + "<Console name='CONSOLE'>"
          + "<PatternLayout pattern='%%level %%msg%%n' alwaysWriteExceptions='false'/></Console>"
          + "<RollingFile name='FILE' fileName='%s' filePattern='%s.%%i'>"
          + "<PatternLayout pattern='%%msg%%n' alwaysWriteExceptions='false'/>"
          + "<SizeBasedTriggeringPolicy size='1 MB'/></RollingFile>"
          + "<Zerobus name='ZEROBUS'/>"
          + "</Appenders><Loggers><Root level='info'>"
          + "<AppenderRef ref='CONSOLE'/><AppenderRef ref='FILE'/><AppenderRef ref='ZEROBUS'/>"
          + "</Root></Loggers></Configuration>";

  private final Path folder;
  private final List<String> jvmOptions = new ArrayList<>();
  private String log4jsOwnHook = "enable";
  private @Nullable String log4jVersion;
  private @Nullable String log4j2Xml;

  private ForkedApplication(Path folder) {
    this.folder = folder;
  }

  static ForkedApplication in(Path folder) {
    return new ForkedApplication(folder);
  }

  /** As Spring Boot and servlet containers have it. */
  ForkedApplication withoutLog4jsOwnHook() {
    log4jsOwnHook = "disable";
    return this;
  }

  /** Another Log4j than the tests themselves have: one of the folders that the build fills. */
  ForkedApplication withLog4j(String version) {
    log4jVersion = version;
    return this;
  }

  /** This in place of a log4j2.xml that logs to console, file and table. */
  ForkedApplication withConfiguration(String log4j2Xml) {
    this.log4j2Xml = log4j2Xml;
    return this;
  }

  ForkedApplication jvmOption(String option) {
    jvmOptions.add(option);
    return this;
  }

  /** Sends java.util.logging to Log4j, with a Log4j from one of the folders. */
  ForkedApplication withJulBridge() {
    return jvmOption("-Djava.util.logging.manager=org.apache.logging.log4j.jul.LogManager");
  }

  /** Puts all loggers before a queue. */
  ForkedApplication withAsynchronousLoggers() {
    return jvmOption(
        "-Dlog4j2.contextSelector="
            + "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
  }

  /** Starts the main class; all settings come from the environment. */
  ForkedProgram start(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    return ForkedProgram.start(folder, environment, arguments(main, arguments));
  }

  /** A JVM's arguments to run the main class. */
  List<String> arguments(Class<?> main, String... ofTheProgram) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(configuration());
    arguments.addAll(jvmOptions);
    arguments.addAll(List.of("-cp", classPath(), main.getName()));
    arguments.addAll(List.of(ofTheProgram));
    return arguments;
  }

  /** The argument that names the configuration. */
  String configuration() throws IOException {
    Path file = folder.resolve("application.log");
    String xml =
        log4j2Xml == null ? String.format(LOG4J2_XML, log4jsOwnHook, file, file) : log4j2Xml;
    return "-Dlog4j2.configurationFile=" + Files.writeString(folder.resolve("log4j2.xml"), xml);
  }

  private String classPath() throws IOException {
    if (log4jVersion == null) {
      return System.getProperty("java.class.path");
    }
    return ForkedProgram.jars(jars(log4jVersion))
        + File.pathSeparator
        + ForkedProgram.ownEntriesBut("(log4j|disruptor)-.*\\.jar");
  }

  /** The folder that the build fills with this Log4j. */
  static Path jars(String version) {
    return Path.of(System.getProperty("basedir", "."), "target", "log4j", version);
  }
}
