// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.log4j2;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.config.AppenderControlArraySet;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;

/**
 * A logger's configuration and those above it, up to the first that is not additive. Thread-safe.
 */
final class ConfigChain {

  private static final String CLASS_NAME = "io.zerobus.log4j2.ZerobusAppender";

  /** Null when this Log4j keeps its appenders otherwise. The public getter copies a map. */
  private final @Nullable MethodHandle appenders = appendersGetter();

  private static @Nullable MethodHandle appendersGetter() {
    try {
      Field field = LoggerConfig.class.getDeclaredField("appenders");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectGetter(field)
          .asType(MethodType.methodType(AppenderControlArraySet.class, LoggerConfig.class));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /** The next one that gets the event; null when this is the last. */
  static @Nullable LoggerConfig above(LoggerConfig config) {
    return config.isAdditive() ? config.getParent() : null;
  }

  boolean isLastWithAppender(LoggerConfig config) {
    if (!hasAppender(config)) {
      return false;
    }
    for (LoggerConfig at = above(config); at != null; at = above(at)) {
      if (hasAppender(at)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasAppender(LoggerConfig config) {
    if (appenders == null) {
      return !config.getAppenders().isEmpty();
    }
    try {
      return !((AppenderControlArraySet) appenders.invokeExact(config)).isEmpty();
    } catch (Throwable e) {
      return true; // a getter of a field does not throw
    }
  }

  boolean hasZerobusAppender(LoggerConfig config) {
    for (LoggerConfig at = config; at != null; at = at.getParent()) {
      for (Appender appender : at.getAppenders().values()) {
        if (appender.getClass().getName().equals(CLASS_NAME)) {
          return true;
        }
      }
    }
    return false;
  }
}
