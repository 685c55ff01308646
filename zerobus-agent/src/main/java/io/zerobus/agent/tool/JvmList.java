// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import io.zerobus.log.Surroundings;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints the JVMs that an agent can be loaded into: number, jar or main class, and what the agent
 * does there. Never arguments, which may be secrets.
 */
final class JvmList {

  private final PrintStream out;

  JvmList(PrintStream out) {
    this.out = out;
  }

  void print() {
    long own = ProcessHandle.current().pid();
    print("PID", "PROGRAM", "AGENT");
    for (VirtualMachineDescriptor found : VirtualMachine.list()) {
      JavaProcess process = new JavaProcess(Long.parseLong(found.id()));
      if (process.pid() != own && process.isThere()) {
        print(found.id(), program(found.displayName()), agent(process));
      }
    }
  }

  private void print(String pid, String program, String agent) {
    out.println(String.format(Locale.ROOT, "%8s  %-48s  %s", pid, program, agent));
  }

  static String program(String commandLine) {
    String program = Surroundings.programName(commandLine.trim());
    return program == null ? "(unknown)" : program.replaceAll("\\p{Cntrl}+", " ");
  }

  private static String agent(JavaProcess process) {
    try (RunningJvm jvm = RunningJvm.attach(process)) {
      String status = jvm.agentStatus();
      return status == null ? "-" : status;
    } catch (ToolException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
