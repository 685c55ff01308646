// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.lang.instrument.Instrumentation;

/** An agent of somebody else's, which has a class of Logback woven anew. */
public final class OtherAgent {

  /** What it prints when it has done so. */
  public static final String DONE = "woven anew";

  private OtherAgent() {}

  /** For the JVM. */
  public static void agentmain(String argument, Instrumentation instrumentation) throws Exception {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getName().equals("ch.qos.logback.classic.Logger")) {
        instrumentation.retransformClasses(loaded);
        System.out.println(DONE);
      }
    }
  }
}
