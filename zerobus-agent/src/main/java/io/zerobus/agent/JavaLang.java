// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two things of the JDK that only an agent may reach: to define a class in a loader that is not its
 * own, and the end of the JVM after all of the application's hooks. Thread-safe.
 */
final class JavaLang {

  /** The JDK runs its own steps of the exit in this order; 0 to 2 are taken. */
  private static final int LAST_STEP = 9;

  private static final int FIRST_FREE_STEP = 3;

  private final Instrumentation instrumentation;
  private boolean open; // guarded by this

  JavaLang(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** Lets the agent reach into the package of a class, and of nothing else. */
  void open(Class<?> in, Module to) {
    Module module = in.getModule();
    if (module.isNamed()) {
      instrumentation.redefineModule(
          module,
          Collections.emptySet(),
          Collections.emptyMap(),
          Collections.singletonMap(in.getPackageName(), Set.of(to)),
          Collections.emptySet(),
          Collections.emptyMap());
    }
  }

  private synchronized void openOnce() {
    if (!open) {
      open(Object.class, JavaLang.class.getModule());
      open = true;
    }
  }

  /** Defines a class as if the loader had found it; the domain is that of its neighbours. */
  Class<?> defineClass(
      ClassLoader loader, String name, byte[] bytes, @Nullable ProtectionDomain domain)
      throws ReflectiveOperationException {
    openOnce();
    Method define =
        ClassLoader.class.getDeclaredMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ProtectionDomain.class);
    define.setAccessible(true);
    return (Class<?>) define.invoke(loader, name, bytes, 0, bytes.length, domain);
  }

  /**
   * Runs the task when the JVM exits and all hooks of the application have ended.
   *
   * @return false when this JDK has no such moment to give, or it is over
   */
  boolean runAfterHooks(Runnable task) {
    try {
      openOnce();
      Method add =
          Class.forName("java.lang.Shutdown")
              .getDeclaredMethod("add", int.class, boolean.class, Runnable.class);
      add.setAccessible(true);
      for (int step = LAST_STEP; step >= FIRST_FREE_STEP; step--) {
        if (isAdded(add, step, task)) {
          return true;
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Another JDK: a hook has to do.
    }
    return false;
  }

  private static boolean isAdded(Method add, int step, Runnable task)
      throws ReflectiveOperationException {
    try {
      add.invoke(null, step, true, task);
      return true;
    } catch (InvocationTargetException e) {
      return false; // taken
    }
  }
}
