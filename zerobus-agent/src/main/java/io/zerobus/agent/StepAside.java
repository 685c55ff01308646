// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the application ships the events of a copy itself, with a Zerobus appender: its own
 * configuration is the more exact wish. For good, also when that appender is stopped: while a
 * framework is configured anew its stopped appenders still take events. Said once. Thread-safe.
 */
public final class StepAside {

  private final AtomicBoolean taken;
  private final Object copy;
  private final AgentConsole console;
  private final AtomicBoolean said = new AtomicBoolean();

  StepAside(AtomicBoolean taken, Object copy, AgentConsole console) {
    this.taken = taken;
    this.copy = copy;
    this.console = console;
  }

  /** Whether an appender ships them. Allocates nothing. */
  public boolean now() {
    return taken.get() && isSaid();
  }

  /** There is one that was started before the agent came. */
  public void forOlderAppender() {
    taken.set(true);
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
