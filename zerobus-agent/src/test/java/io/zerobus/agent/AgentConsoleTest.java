// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentConsoleTest {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    System.setErr(before);
  }

  @Test
  void endOfTrouble_isSaidOnce_andNothingElseThatIsWell() {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    AgentConsole console = new AgentConsole();
    System.setErr(before);

    console.info("connected");
    console.warn("No delivery", new IllegalStateException("refused"));
    console.info("Delivery again");
    console.info("still well");

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "[zerobus-agent] No delivery: java.lang.IllegalStateException: refused",
            "[zerobus-agent] Delivery again");
  }
}
