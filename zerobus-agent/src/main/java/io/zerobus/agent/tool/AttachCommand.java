// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import io.zerobus.agent.AgentStatus;
import io.zerobus.log.AppenderSettings;
import io.zerobus.log.CaptureSettings;
import io.zerobus.log.ConfigFile;
import io.zerobus.log.WrongSettingException;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent into a running JVM, with settings that were checked before, and says what it does
 * there.
 */
final class AttachCommand {

  /** So long an application may log nothing before it is said that the agent waits for it. */
  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long LOOK_MILLIS = 100;
  private static final int OLDEST_JAVA = 11;

  /** From here on a JVM warns of an agent that it did not start with. */
  private static final int FIRST_TO_WARN = 21;

  private final PrintStream out;
  private final File jar;
  private final Map<String, String> environment;

  AttachCommand(PrintStream out, File jar, Map<String, String> environment) {
    this.out = out;
    this.jar = jar;
    this.environment = environment;
  }

  /** Blocks until something is known of the first event, for some seconds. */
  void run(long pid, @Nullable File config) throws ToolException {
    Map<String, String> settings = checkedSettings(config);
    JavaProcess process = new JavaProcess(pid);
    try (RunningJvm jvm = RunningJvm.attach(process)) {
      String name = pid + " (" + jvm.program() + ")";
      String before = jvm.agentStatus();
      if (before != null) {
        if (AgentStatus.isFailure(before)) {
          throw new ToolException(
              "the agent runs already in "
                  + name
                  + ": "
                  + before
                  + ". It takes settings once: restart that JVM");
        }
        say("the agent runs already in", name, before);
        return;
      }
      int java = javaVersion(jvm);
      if (java < OLDEST_JAVA) {
        throw new ToolException(
            name + " runs on Java " + jvm.javaVersion() + "; the agent needs 11 or newer");
      }
      load(process, jvm, settings);
      if (java >= FIRST_TO_WARN) {
        out.println(
            "The JVM warns on its standard error that an agent was loaded; started with"
                + " -XX:+EnableDynamicAgentLoading it would not.");
      }
      String status = awaitStatus(jvm);
      if (status == null) {
        throw new ToolException(
            "the agent does not run in "
                + name
                + ": its standard error says why, unless zerobus.enabled or ZEROBUS_ENABLED is false"
                + " there");
      }
      say("the agent is in", name, status);
    }
  }

  private Map<String, String> checkedSettings(@Nullable File config) throws ToolException {
    try {
      AppenderSettings.Builder builder =
          AppenderSettings.builder()
              .ofAgent(ConfigFile.read(config))
              .forAnotherJvm()
              .environment(environment);
      if (!builder.isEnabled()) {
        throw new ToolException("setting enabled is false, so that nothing would be shipped");
      }
      for (String warning : builder.build().warnings()) {
        out.println(warning);
      }
      CaptureSettings unused = builder.buildCapture();
      return builder.toProperties();
    } catch (IOException | WrongSettingException e) {
      throw new ToolException(String.valueOf(e.getMessage()));
    }
  }

  private void load(JavaProcess process, RunningJvm jvm, Map<String, String> settings)
      throws ToolException {
    try (HandOver handOver = HandOver.write(process, settings)) {
      String there = handOver.jarPath(jar.toPath());
      jvm.loadAgent(there, handOver.settingsPath());
    } catch (IOException e) {
      throw new ToolException(
          "the settings cannot be handed over to process "
              + process.pid()
              + " in a temporary file ("
              + e
              + "); in a container start the JVM with -javaagent instead");
    }
  }

  private static int javaVersion(RunningJvm jvm) throws ToolException {
    try {
      return Integer.parseInt(jvm.javaVersion());
    } catch (NumberFormatException e) {
      return 0; // 1.8, or older
    }
  }

  /** As soon as it says more than that it waits, or what it says after a while. */
  private static @Nullable String awaitStatus(RunningJvm jvm) throws ToolException {
    long startNanos = System.nanoTime();
    while (true) {
      String status = jvm.agentStatus();
      boolean settled = status == null || !status.equals(AgentStatus.WAITING);
      if (settled || System.nanoTime() - startNanos >= STATUS_NANOS) {
        return status;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return status;
      }
    }
  }

  private void say(String what, String name, String status) throws ToolException {
    String line = what + " " + name + ": " + status;
    if (AgentStatus.isFailure(status)) {
      throw new ToolException(line);
    }
    out.println(Character.toUpperCase(line.charAt(0)) + line.substring(1) + ".");
  }
}
