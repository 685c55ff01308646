// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs some lines, and one in a hook, and ends as it is told: by return, exit or a signal. */
public final class ShortProgram {

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Short");

  /** Of java.lang.Shutdown: the JDK's own are below it. */
  private static final int FIRST_FREE_STEP = 3;

  private static final int STEPS = 10;

  private ShortProgram() {}

  /**
   * Arguments: {@code return}, {@code exit} (with code 3), {@code interrupted exit}, {@code return
   * with no step left} (both without a hook) or {@code wait}; how many lines.
   */
  public static void main(String[] args) throws Exception {
    boolean interrupted = args[0].equals("interrupted exit");
    boolean takesSteps = args[0].equals("return with no step left");
    if (takesSteps) {
      takeStepsOfExit();
    }
    if (!interrupted && !takesSteps) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> LOG.info("in the shutdown hook")));
    }
    int lines = Integer.parseInt(args[1]);
    for (int i = 0; i < lines; i++) {
      LOG.info("line {}", i);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (interrupted || args[0].equals("exit")) {
      System.exit(3);
    }
    if (args[0].equals("wait")) {
      new CountDownLatch(1).await();
    }
  }

  /** All that the JDK has left, so that an agent gets none; needs java.lang to be open. */
  private static void takeStepsOfExit() throws ReflectiveOperationException {
    Method add =
        Class.forName("java.lang.Shutdown")
            .getDeclaredMethod("add", int.class, boolean.class, Runnable.class);
    add.setAccessible(true);
    for (int step = FIRST_FREE_STEP; step < STEPS; step++) {
      Runnable nothing = () -> {};
      add.invoke(null, step, false, nothing);
    }
  }
}
