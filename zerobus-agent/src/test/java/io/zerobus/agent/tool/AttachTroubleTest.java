// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The texts are those of the JDKs 11 to 25. */
class AttachTroubleTest {

  @Test
  void jvmWithoutTheMechanism_isNamedWithItsOption() {
    assertThat(
            sentence(
                new AttachNotSupportedException("The VM does not support the attach mechanism")))
        .contains("JVM 7", "-XX:+DisableAttachMechanism", "-javaagent");
  }

  @Test
  void jvmThatDoesNotAnswer_hangsOrHasTheOption() {
    assertThat(
            sentence(
                new AttachNotSupportedException(
                    "Unable to open socket file /tmp/.java_pid7: target process 7 doesn't respond"
                        + " within 10500ms or HotSpot VM not loaded")))
        .contains("does not answer", "hangs or is stopped", "-XX:+DisableAttachMechanism");
  }

  @Test
  void jvmWithoutDynamicLoading_isNamedWithItsOption() {
    for (String text :
        new String[] {
          "Dynamic agent loading is not enabled",
          "Failed to load agent library: Dynamic agent loading is not enabled. Use"
              + " -XX:+EnableDynamicAgentLoading to launch target VM.",
        }) {
      assertThat(sentence(new AgentLoadException(text)))
          .contains("-XX:-EnableDynamicAgentLoading", "-javaagent");
    }
  }

  @Test
  void agentThatIsNotLoaded_isExplainedByTheJvmsStandardError() {
    assertThat(sentence(new AgentLoadException("Agent JAR not found or no Agent-Class attribute")))
        .contains("does not start in JVM 7", "Agent JAR not found", "container");
  }

  @Test
  void processOfAnotherUser_isToBeAttachedByThatUser() {
    for (String text :
        new String[] {
          "Operation not permitted",
          "/tmp/.java_pid7 (Permission denied)",
          "well-known file /tmp/.java_pid7 is not secure: file should be owned by the current user",
        }) {
      assertThat(sentence(new IOException(text))).contains("another user", "sudo -u");
    }
  }

  @Test
  void processThatIsGone_isSaidToBe() {
    assertThat(sentence(new IOException("No such process"))).contains("there is no process 7");
    assertThat(sentence(new AttachNotSupportedException("no such process")))
        .contains("there is no process 7");
  }

  @Test
  void anythingElse_keepsItsText() {
    assertThat(sentence(new IOException("Broken pipe"))).contains("JVM 7", "Broken pipe");
  }

  private static String sentence(Exception e) {
    ToolException mapped = AttachTrouble.of(e, 7);
    assertThat(mapped.exitCode()).isEqualTo(1);
    return mapped.getMessage();
  }
}
