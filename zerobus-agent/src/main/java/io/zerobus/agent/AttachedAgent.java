// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.lang.instrument.Instrumentation;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Starts the agent in a JVM that runs already. */
public final class AttachedAgent implements BiConsumer<@Nullable String, Instrumentation> {

  /** For the entry class. */
  public AttachedAgent() {}

  /** Called once, with the path of the configuration; null when none was given. */
  @Override
  public void accept(@Nullable String file, Instrumentation instrumentation) {
    Agent.start(file, instrumentation, true);
  }
}
