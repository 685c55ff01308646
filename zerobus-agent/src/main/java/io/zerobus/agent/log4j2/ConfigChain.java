// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.log4j2;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Map;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.config.AppenderControlArraySet;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;

/**
 * A logger's configuration and those above it, up to the first that is not additive. Thread-safe.
 */
final class ConfigChain {

  private static final String CLASS_NAME = "io.zerobus.log4j2.ZerobusAppender";

  /** Null when this Log4j keeps its appenders otherwise. The public getter copies a map. */
  private final @Nullable MethodHandle appenders =
      getter("appenders", AppenderControlArraySet.class);

  /** Null when this Log4j keeps its configuration otherwise. */
  private final @Nullable MethodHandle configuration = getter("config", Configuration.class);

  private static @Nullable MethodHandle getter(String name, Class<?> type) {
    try {
      Field field = LoggerConfig.class.getDeclaredField(name);
      field.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectGetter(field)
          .asType(MethodType.methodType(type, LoggerConfig.class));
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

  /** Whether there is one in the whole configuration, whatever refers to it. */
  boolean hasZerobusAppender(LoggerConfig config) {
    Configuration whole = configurationOf(config);
    if (whole != null && isZerobusAmong(whole.getAppenders())) {
      return true;
    }
    for (LoggerConfig at = config; at != null; at = at.getParent()) {
      if (isZerobusAmong(at.getAppenders())) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Configuration configurationOf(LoggerConfig config) {
    if (configuration == null) {
      return null;
    }
    try {
      return (Configuration) configuration.invokeExact(config);
    } catch (Throwable e) {
      return null; // a getter of a field does not throw
    }
  }

  private static boolean isZerobusAmong(Map<String, Appender> appenders) {
    for (Appender appender : appenders.values()) {
      if (appender.getClass().getName().equals(CLASS_NAME)) {
        return true;
      }
    }
    return false;
  }
}
