// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.log.EventMapper;
import io.zerobus.log.JdkThrowableShape;
import io.zerobus.log.LogRecordWriter;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.ThrowableProxy;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.apache.logging.log4j.util.TriConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Log4j's events. Thread-safe; nothing of an event is kept, because Log4j uses event, message
 * and context data again for the next one.
 *
 * <p>Public for the agent, which makes the same records; no part of the appender's API.
 */
@SuppressWarnings("exports") // The agent reads no module descriptors.
public final class LogEventMapper implements EventMapper<LogEvent> {

  private static final TriConsumer<String, Object, LogRecordWriter> MDC_ENTRY =
      (key, value, record) -> record.mdcEntry(key, value);
  private static final TriConsumer<String, Object, LogRecordWriter> KEY_VALUE =
      (key, value, record) -> record.keyValue(key, value);

  /** The name that Log4j's own layouts give to the stack of the thread context. */
  private static final String STACK_KEY = "ndc";

  /** Custom levels lie between the standard ones, which are a hundred apart. */
  private static final int HALF_STEP = 50;

  private final boolean callerData;

  /**
   * @param callerData whether an event is asked for the line of code it comes from
   */
  public LogEventMapper(boolean callerData) {
    this.callerData = callerData;
  }

  @Override
  public @Nullable String loggerName(LogEvent event) {
    return event.getLoggerName();
  }

  @Override
  public boolean isWarnOrAbove(LogEvent event) {
    return isAtLeast(Level.WARN, event.getLevel());
  }

  @Override
  public void map(LogEvent event, LogRecordWriter record) {
    record.timestampMicros(timestampMicros(event));
    record.level(standardLevel(event.getLevel()));
    record.logger(event.getLoggerName());
    record.thread(event.getThreadName());
    Message message = event.getMessage();
    if (message != null) {
      mapMessage(MaskedMessage.of(message, record), record);
    }
    mapThrowable(event, record);
    mapContext(event, record);
    if (message instanceof MapMessage) {
      mapEntries((MapMessage<?, ?>) message, record);
    }
    mapMarkers(event.getMarker(), record);
    if (callerData) {
      mapCaller(event.getSource(), record);
    }
  }

  private static long timestampMicros(LogEvent event) {
    Instant instant = event.getInstant();
    return instant == null
        ? TimeUnit.MILLISECONDS.toMicros(event.getTimeMillis())
        : TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNanoOfSecond() / 1000;
  }

  /** The nearest of the levels that the column knows; halfway, the less severe one. */
  private static String standardLevel(Level level) {
    if (isAtLeast(Level.FATAL, level)) {
      return "FATAL";
    } else if (isAtLeast(Level.ERROR, level)) {
      return "ERROR";
    } else if (isAtLeast(Level.WARN, level)) {
      return "WARN";
    } else if (isAtLeast(Level.INFO, level)) {
      return "INFO";
    } else if (isAtLeast(Level.DEBUG, level)) {
      return "DEBUG";
    }
    return "TRACE";
  }

  private static boolean isAtLeast(Level standard, Level level) {
    return level.intLevel() < standard.intLevel() + HALF_STEP;
  }

  /** As the layouts of Log4j do it: into a builder where the message can do that. */
  private static void mapMessage(Message message, LogRecordWriter record) {
    if (!(message instanceof StringBuilderFormattable)) {
      record.message(formatted(message));
      return;
    }
    StringBuilder text = record.scratch();
    try {
      ((StringBuilderFormattable) message).formatTo(text);
    } catch (Throwable e) {
      record.message(withoutFormatting(message, e));
      return;
    }
    record.messageOf(text);
  }

  /** The formatted message; the bare one when an argument's own code fails. */
  private static @Nullable String formatted(Message message) {
    try {
      return message.getFormattedMessage();
    } catch (Throwable e) {
      return withoutFormatting(message, e);
    }
  }

  private static String withoutFormatting(Message message, Throwable error) {
    return formatOf(message) + " [formatting failed: " + error.getClass().getName() + "]";
  }

  private static @Nullable String formatOf(Message message) {
    try {
      return message.getFormat();
    } catch (Throwable e) {
      return null;
    }
  }

  /** An event from another process has no throwable any more, only what Log4j made of it. */
  private static void mapThrowable(LogEvent event, LogRecordWriter record) {
    Throwable thrown = event.getThrown();
    if (thrown != null) {
      record.exception(thrown, JdkThrowableShape.INSTANCE);
      return;
    }
    ThrowableProxy proxy = event.getThrownProxy();
    if (proxy == null) {
      return;
    }
    if (proxy.getThrowable() != null) {
      record.exception(proxy.getThrowable(), JdkThrowableShape.INSTANCE);
    } else {
      record.exception(ThrowableProxyShape.outermost(proxy), ThrowableProxyShape.INSTANCE);
    }
  }

  /** The stack of the thread context is the entry {@code ndc}, unless the map has one. */
  private static void mapContext(LogEvent event, LogRecordWriter record) {
    ReadOnlyStringMap data = event.getContextData();
    ThreadContext.ContextStack stack = event.getContextStack();
    boolean hasData = data != null && !data.isEmpty();
    boolean hasStack =
        stack != null && stack.getDepth() > 0 && !(hasData && data.containsKey(STACK_KEY));
    if (!hasData && !hasStack) {
      return;
    }
    record.beginMdc();
    if (hasStack) {
      record.mdcEntry(STACK_KEY, String.join(" ", stack.asList()));
    }
    if (hasData) {
      mapContextData(data, record);
    }
    record.endMdc();
    if (hasData) {
      String traceKey = data.getValue("trace_id") != null ? "trace_id" : "traceId";
      record.traceId(traceKey, textOf(data, traceKey));
      String spanKey = data.getValue("span_id") != null ? "span_id" : "spanId";
      record.spanId(spanKey, textOf(data, spanKey));
    }
  }

  private static void mapContextData(ReadOnlyStringMap data, LogRecordWriter record) {
    try {
      data.forEach(MDC_ENTRY, record);
    } catch (RuntimeException | LinkageError e) {
      // A map that changes while it is read, or is the application's own: what was read stands.
      // The end of the stack may have been met within an entry, and costs the event.
    }
  }

  private static @Nullable String textOf(ReadOnlyStringMap data, String key) {
    Object value = data.getValue(key);
    return value instanceof String ? (String) value : null;
  }

  /**
   * Entries only: the id and the type of structured data stand in the message, before and within
   * its brackets.
   */
  private static void mapEntries(MapMessage<?, ?> message, LogRecordWriter record) {
    record.beginKeyValues();
    try {
      message.forEach(KEY_VALUE, record);
    } catch (RuntimeException | LinkageError e) {
      // As for the context data.
    }
    record.endKeyValues();
  }

  private static void mapMarkers(@Nullable Marker marker, LogRecordWriter record) {
    if (marker == null) {
      return;
    }
    record.beginMarkers();
    if (marker.hasParents()) {
      Set<String> names = new LinkedHashSet<>();
      addWithParents(marker, names);
      names.forEach(record::marker);
    } else {
      record.marker(marker.getName());
    }
    record.endMarkers();
  }

  /** Log4j sees to it that no marker is its own ancestor; two of them may share one. */
  private static void addWithParents(Marker marker, Set<String> names) {
    Marker[] parents = marker.getParents();
    if (names.add(marker.getName()) && parents != null) {
      for (Marker parent : parents) {
        addWithParents(parent, names);
      }
    }
  }

  /** Null from an asynchronous logger that was not told to look for the line. */
  private static void mapCaller(@Nullable StackTraceElement caller, LogRecordWriter record) {
    if (caller != null) {
      record.caller(caller);
    }
  }
}
