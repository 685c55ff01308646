// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program of the tests in a JVM of its own, with the agent. Of this build it has its own class
 * and the agent's jar only; a framework is on its class path when it is asked for.
 */
final class AgentProgram {

  /** The agent as it is packaged. */
  static final Path JAR = Path.of(System.getProperty("agent.jar"));

  private final Path folder;
  private final List<String> firstOptions = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path javaHome = Path.of(System.getProperty("java.home"));
  private String agent = "-javaagent:" + JAR;
  private String classPath = ownClasses().toString();

  private AgentProgram(Path folder) {
    this.folder = folder;
  }

  /** Output goes into a folder of its own in this one. */
  static AgentProgram in(Path folder) throws IOException {
    return new AgentProgram(Files.createTempDirectory(folder, "run"));
  }

  /** That of the tests and, where there is one, a JDK 25. */
  static Stream<Path> javaHomes() {
    Path own = Path.of(System.getProperty("java.home"));
    Path newer = Path.of(System.getProperty("jdk25.home"));
    return Files.isDirectory(newer) && Runtime.version().feature() < 25
        ? Stream.of(own, newer)
        : Stream.of(own);
  }

  /** Where the build puts a framework, given as {@code logback-1.6}. */
  static Path jarsOf(String framework) {
    String[] nameAndLine = framework.split("-");
    return Path.of(System.getProperty("basedir", "."), "target", nameAndLine[0], nameAndLine[1])
        .toAbsolutePath();
  }

  private static Path ownClasses() {
    return Path.of(System.getProperty("basedir", "."), "target", "test-classes").toAbsolutePath();
  }

  AgentProgram javaHome(Path home) {
    javaHome = home;
    return this;
  }

  AgentProgram withoutAgent() {
    agent = "";
    return this;
  }

  /** With another agent instead, which does nothing. */
  AgentProgram idleAgent() throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("IdleAgent.java"),
            "public class IdleAgent { public static void premain(String argument) {} }");
    int exitCode =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--release",
                "8",
                "-Xlint:-options",
                "-d",
                "" + folder,
                "" + source);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", "IdleAgent");
    Path jar = folder.resolve("idle-agent.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new JarEntry("IdleAgent.class"));
      Files.copy(folder.resolve("IdleAgent.class"), out);
    }
    agent = exitCode == 0 ? "-javaagent:" + jar : "not compiled";
    return this;
  }

  /** With the path of a properties file. */
  AgentProgram agentArgument(String argument) {
    agent = "-javaagent:" + JAR + "=" + argument;
    return this;
  }

  AgentProgram option(String option) {
    options.add(option);
    return this;
  }

  /** Before that for our agent. */
  AgentProgram optionFirst(String option) {
    firstOptions.add(option);
    return this;
  }

  AgentProgram environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** All settings that are required; the table is named without catalog and schema. */
  AgentProgram shipsTo(ZerobusLocal server, String table) {
    environment.put("ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint());
    environment.put("ZEROBUS_WORKSPACE_URL", server.workspaceUrl());
    environment.put("ZEROBUS_TABLE_NAME", "main.default." + table);
    environment.put("DATABRICKS_CLIENT_ID", server.clientId());
    environment.put("DATABRICKS_CLIENT_SECRET", server.clientSecret());
    // A busy machine takes its time to connect.
    environment.put("ZEROBUS_SHUTDOWN_TIMEOUT", "20 s");
    return this;
  }

  /** All settings that are required, with one endpoint of the test's for records and tokens. */
  AgentProgram shipsTo(String endpoint) {
    environment.put("ZEROBUS_SERVER_ENDPOINT", endpoint);
    environment.put("ZEROBUS_WORKSPACE_URL", endpoint);
    environment.put("ZEROBUS_TABLE_NAME", "main.default.nowhere");
    environment.put("DATABRICKS_CLIENT_ID", "id");
    environment.put("DATABRICKS_CLIENT_SECRET", "secret");
    return this;
  }

  /** This one on the class path, with a configuration out of the tests' resources. */
  AgentProgram framework(String framework, String configuration) throws IOException {
    onClassPath(ForkedProgram.jars(jarsOf(framework)));
    return configuration(configuration);
  }

  /** One out of the tests' resources, by the property that both frameworks read in all versions. */
  AgentProgram configuration(String name) {
    Path file = ownClasses().resolve(name);
    return option(
        "-D" + (name.startsWith("logback") ? "logback" : "log4j") + ".configurationFile=" + file);
  }

  AgentProgram onClassPath(String entries) {
    classPath = classPath + File.pathSeparator + entries;
    return this;
  }

  ForkedProgram start(Class<?> main, String... arguments) throws IOException {
    return start(main.getName(), arguments);
  }

  ForkedProgram start(String main, String... arguments) throws IOException {
    return run(Stream.concat(Stream.of("-cp", classPath, main), Stream.of(arguments)));
  }

  ForkedProgram startModules(String modulePath, String moduleAndClass) throws IOException {
    return run(Stream.of("-p", modulePath, "-m", moduleAndClass));
  }

  private ForkedProgram run(Stream<String> program) throws IOException {
    List<String> command =
        Stream.of(
                Stream.of(javaHome.resolve("bin").resolve("java").toString()),
                firstOptions.stream(),
                Stream.of(agent),
                // It lives a few seconds.
                Stream.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                options.stream(),
                program)
            .flatMap(each -> each)
            .filter(each -> !each.isEmpty())
            .collect(Collectors.toList());
    return ForkedProgram.startCommand(folder, environment, command);
  }
}
