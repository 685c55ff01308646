// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import io.zerobus.agent.AgentLoader;
import io.zerobus.log.ConfigFile;
import io.zerobus.log.Doctor;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Runs one command line of {@code java -jar zerobus-agent.jar}. Results go to standard output; an
 * error is one line on standard error, and never a stack trace.
 *
 * <pre>
 * 0  done
 * 1  it could not be done, or doctor has found something
 * 2  wrong use of the command line
 * </pre>
 */
public final class AgentTool {

  static final int EXIT_FAILURE = 1;
  static final int EXIT_USAGE = 2;

  private static final String[] USAGE = {
    "Usage: java -jar zerobus-agent.jar COMMAND",
    "",
    "  list                        show the JVMs that an agent can be loaded into",
    "  attach PID [--config FILE]  load the agent into a running JVM",
    "  doctor [--config FILE]      show the settings, and check the way to the table",
    "  --version                   show the version",
    "  --help                      show this",
    "",
    "FILE is a properties file; without it zerobus.config.file, ZEROBUS_CONFIG_FILE, or",
    "zerobus.properties beside the jar. To start an application with the agent:",
    "  java -javaagent:zerobus-agent.jar[=FILE] ...",
  };

  private final PrintStream out;
  private final PrintStream err;
  private final File jar;
  private final Map<String, String> environment;

  AgentTool(PrintStream out, PrintStream err, File jar, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.jar = jar;
    this.environment = environment;
  }

  /** Ends the JVM with the exit code. */
  public static void main(String[] arguments) {
    AgentLoader loader = (AgentLoader) AgentTool.class.getClassLoader();
    File jar = new File(loader.jarName()).getAbsoluteFile();
    System.exit(new AgentTool(System.out, System.err, jar, System.getenv()).run(arguments));
  }

  int run(String... arguments) {
    try {
      return run(Arguments.parse(arguments));
    } catch (ToolException e) {
      return fail(e.getMessage(), e.exitCode());
    } catch (NoClassDefFoundError e) {
      if (String.valueOf(e.getMessage()).startsWith("com/sun/tools/attach")) {
        return fail("this Java has no module jdk.attach; run the command with a JDK", EXIT_FAILURE);
      }
      throw e;
    } catch (IOException | RuntimeException e) {
      return fail("failed: " + e, EXIT_FAILURE);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int run(Arguments arguments) throws ToolException, IOException {
    switch (arguments.command()) {
      case LIST:
        new JvmList(out).print();
        return 0;
      case ATTACH:
        new AttachCommand(out, jar, environment).run(arguments.pid(), config(arguments));
        return 0;
      case DOCTOR:
        return Doctor.examine(config(arguments), environment, out::println) ? 0 : EXIT_FAILURE;
      case VERSION:
        out.println("zerobus-agent " + version());
        return 0;
      case HELP:
        for (String line : USAGE) {
          out.println(line);
        }
        return 0;
    }
    throw new AssertionError(arguments.command());
  }

  private @Nullable File config(Arguments arguments) {
    return ConfigFile.find(arguments.configFile(), jar);
  }

  private String version() throws IOException {
    try (JarFile opened = new JarFile(jar)) {
      Manifest manifest = opened.getManifest();
      String version =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return version == null ? "(unpacked)" : version;
    }
  }

  private int fail(@Nullable String message, int exitCode) {
    String line = String.valueOf(message).trim().replaceAll("\\p{Cntrl}+", " ");
    err.println("zerobus-agent: " + line);
    return exitCode;
  }
}
