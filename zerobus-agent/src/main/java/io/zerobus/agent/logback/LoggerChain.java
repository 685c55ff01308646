// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.logback;

import ch.qos.logback.classic.Logger;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** A logger and those above it, up to the first that is not additive. Thread-safe. */
final class LoggerChain {

  /** Null when this Logback keeps the parent elsewhere. */
  private final @Nullable MethodHandle parent = parentGetter();

  private static @Nullable MethodHandle parentGetter() {
    try {
      Field field = Logger.class.getDeclaredField("parent");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectGetter(field)
          .asType(MethodType.methodType(Logger.class, Logger.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** Whether at least one appender is attached somewhere in the chain. */
  boolean reachesAppender(Logger logger) {
    for (Logger at = logger; at != null; at = parentOf(at)) {
      if (at.iteratorForAppenders().hasNext()) {
        return true;
      }
      if (!at.isAdditive()) {
        return false;
      }
    }
    return false;
  }

  private @Nullable Logger parentOf(Logger logger) {
    if (parent == null) {
      return parentByName(logger);
    }
    try {
      return (Logger) parent.invokeExact(logger);
    } catch (Throwable e) {
      return null; // a getter of a field does not throw
    }
  }

  /** Logback makes the parents of each logger with it. */
  private static @Nullable Logger parentByName(Logger logger) {
    String name = logger.getName();
    if (name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
      return null;
    }
    int end = Math.max(name.lastIndexOf('.'), name.lastIndexOf('$'));
    return end < 0
        ? logger.getLoggerContext().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
        : logger.getLoggerContext().getLogger(name.substring(0, end));
  }
}
