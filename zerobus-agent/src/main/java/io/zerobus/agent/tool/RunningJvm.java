// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.zerobus.agent.AgentStatus;
import io.zerobus.log.Surroundings;
import java.io.IOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A JVM that this one is attached to until {@link #close}. Each method blocks. Not thread-safe. */
final class RunningJvm implements AutoCloseable {

  private final long pid;
  private final VirtualMachine machine;

  private RunningJvm(long pid, VirtualMachine machine) {
    this.pid = pid;
    this.machine = machine;
  }

  /** Attaches; blocks for ten seconds at most when the JVM does not answer. */
  static RunningJvm attach(JavaProcess process) throws ToolException {
    process.check();
    try {
      return new RunningJvm(process.pid(), VirtualMachine.attach(String.valueOf(process.pid())));
    } catch (AttachNotSupportedException | IOException e) {
      throw AttachTrouble.of(e, process.pid());
    }
  }

  /** What its agent says of itself, in one line; null when there is none. */
  @Nullable String agentStatus() throws ToolException {
    String status = systemProperties().getProperty(AgentStatus.PROPERTY);
    return status == null ? null : status.replaceAll("\\p{Cntrl}+", " ");
  }

  /** "17", or "1.8". */
  String javaVersion() throws ToolException {
    return systemProperties().getProperty("java.specification.version", "");
  }

  /** The jar or the main class. */
  String program() throws ToolException {
    String program =
        Surroundings.programName(systemProperties().getProperty("sun.java.command", "").trim());
    return program == null ? "a JVM without a main class" : program;
  }

  private Properties systemProperties() throws ToolException {
    try {
      return machine.getSystemProperties();
    } catch (IOException e) {
      throw AttachTrouble.of(e, pid);
    }
  }

  void loadAgent(String jar, String file) throws ToolException {
    try {
      machine.loadAgent(jar, file);
    } catch (AgentLoadException | AgentInitializationException | IOException e) {
      throw AttachTrouble.of(e, pid);
    }
  }

  @Override
  public void close() {
    try {
      machine.detach();
    } catch (IOException e) {
      // It has ended meanwhile.
    }
  }
}
