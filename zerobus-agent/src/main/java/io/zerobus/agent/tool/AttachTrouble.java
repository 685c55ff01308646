// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import java.util.Locale;

/** What the JDK says when an agent cannot be loaded, in one sentence with the remedy. */
final class AttachTrouble {

  private static final String INSTEAD = "start it with -javaagent:zerobus-agent.jar instead";

  private AttachTrouble() {}

  static ToolException of(Exception e, long pid) {
    String message = String.valueOf(e.getMessage());
    String text = message.toLowerCase(Locale.ROOT);
    if (e instanceof AttachNotSupportedException) {
      return notSupported(text, message, pid);
    }
    if (e instanceof AgentLoadException && text.contains("dynamic agent loading is not enabled")) {
      return new ToolException(
          "JVM "
              + pid
              + " takes no agent while it runs: it was started with"
              + " -XX:-EnableDynamicAgentLoading; start it without that, or "
              + INSTEAD);
    }
    if (e instanceof AgentLoadException || e instanceof AgentInitializationException) {
      return new ToolException(
          "the agent does not start in JVM "
              + pid
              + " ("
              + message
              + "); its standard error says why. In a container the jar must be readable for the"
              + " JVM; else "
              + INSTEAD);
    }
    if (text.contains("no such process")) {
      return JavaProcess.noSuchProcess(pid);
    }
    if (text.contains("not permitted")
        || text.contains("permission denied")
        || text.contains("not secure")) {
      return JavaProcess.otherUser(pid);
    }
    return new ToolException(
        "no connection to JVM " + pid + " (" + message + "); when it has just ended, see list");
  }

  private static ToolException notSupported(String text, String message, long pid) {
    if (text.contains("does not support the attach mechanism")) {
      return new ToolException(
          "JVM "
              + pid
              + " takes no agent while it runs: it was started with -XX:+DisableAttachMechanism; "
              + INSTEAD);
    }
    if (text.contains("no such process")) {
      return JavaProcess.noSuchProcess(pid);
    }
    return new ToolException(
        "JVM "
            + pid
            + " does not answer ("
            + message
            + "): it hangs or is stopped, has a /tmp of its own (then run the command where it"
            + " runs), or was started with -XX:+DisableAttachMechanism; "
            + INSTEAD);
  }
}
