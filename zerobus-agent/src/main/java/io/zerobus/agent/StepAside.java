// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the application ships the events of a copy itself, with a Zerobus appender: its own
 * configuration is the more exact wish. Said once. Thread-safe.
 */
public final class StepAside {

  private final AtomicInteger appenders;
  private final String copy;
  private final AgentConsole console;
  private final AtomicBoolean said = new AtomicBoolean();

  StepAside(AtomicInteger appenders, String copy, AgentConsole console) {
    this.appenders = appenders;
    this.copy = copy;
    this.console = console;
  }

  /** Whether an appender ships now. Allocates nothing. */
  public boolean now() {
    return appenders.get() > 0 && isSaid();
  }

  /** There is one that was started before the agent came. */
  public void forOlderAppender() {
    appenders.incrementAndGet();
  }

  private boolean isSaid() {
    if (!said.get() && said.compareAndSet(false, true)) {
      String doing =
          "leaves the events of "
              + copy
              + " to the Zerobus appender in the application's own configuration";
      console.say(doing);
      AgentStatus.set(doing);
    }
    return true;
  }
}
