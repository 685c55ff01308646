// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.zerobus.log.EventMapper;
import io.zerobus.log.LogRecordWriter;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * Reads Logback's events. Thread-safe; nothing of an event is kept.
 *
 * <p>Public for the agent, which makes the same records; no part of the appender's API.
 */
@SuppressWarnings("exports") // The agent reads no module descriptors.
public final class LoggingEventMapper implements EventMapper<ILoggingEvent> {

  private static final boolean HAS_INSTANT = Capability.of(ILoggingEvent.class, "getInstant");
  private static final boolean HAS_KEY_VALUES =
      Capability.of(ILoggingEvent.class, "getKeyValuePairs");
  private static final boolean HAS_MARKER_LIST =
      Capability.of(ILoggingEvent.class, "getMarkerList");

  private final boolean callerData;

  /**
   * @param callerData whether an event is asked for the line of code it comes from
   */
  public LoggingEventMapper(boolean callerData) {
    this.callerData = callerData;
  }

  @Override
  public @Nullable String loggerName(ILoggingEvent event) {
    return event.getLoggerName();
  }

  @Override
  public boolean isWarnOrAbove(ILoggingEvent event) {
    return event.getLevel().levelInt >= Level.WARN_INT;
  }

  @Override
  public void map(ILoggingEvent event, LogRecordWriter record) {
    record.timestampMicros(timestampMicros(event));
    record.level(event.getLevel().levelStr);
    record.logger(event.getLoggerName());
    record.thread(event.getThreadName());
    record.message(message(event));
    IThrowableProxy throwable = event.getThrowableProxy();
    if (throwable != null) {
      record.exception(throwable, ThrowableProxyShape.INSTANCE);
    }
    mapMdc(mdcOf(event), record);
    if (HAS_KEY_VALUES) {
      mapKeyValues(event.getKeyValuePairs(), record);
    }
    mapMarkers(event, record);
    if (callerData) {
      mapCaller(event.getCallerData(), record);
    }
  }

  private static long timestampMicros(ILoggingEvent event) {
    Instant instant = HAS_INSTANT ? event.getInstant() : null;
    return instant == null
        ? TimeUnit.MILLISECONDS.toMicros(event.getTimeStamp())
        : TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNano() / 1000;
  }

  /** The formatted message; the bare one when an argument's own code fails. */
  private static @Nullable String message(ILoggingEvent event) {
    try {
      return event.getFormattedMessage();
    } catch (Throwable e) {
      return event.getMessage() + " [formatting failed: " + e.getClass().getName() + "]";
    }
  }

  /** None in a private LoggerContext without an MDC adapter, where Logback itself throws. */
  private static @Nullable Map<String, String> mdcOf(ILoggingEvent event) {
    try {
      return event.getMDCPropertyMap();
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static void mapMdc(@Nullable Map<String, String> mdc, LogRecordWriter record) {
    if (mdc == null || mdc.isEmpty()) {
      return;
    }
    record.mdc(mdc);
    String traceKey = mdc.get("trace_id") != null ? "trace_id" : "traceId";
    record.traceId(traceKey, mdc.get(traceKey));
    String spanKey = mdc.get("span_id") != null ? "span_id" : "spanId";
    record.spanId(spanKey, mdc.get(spanKey));
  }

  private static void mapKeyValues(@Nullable List<KeyValuePair> pairs, LogRecordWriter record) {
    if (pairs == null || pairs.isEmpty()) {
      return;
    }
    record.beginKeyValues();
    for (int i = 0; i < pairs.size(); i++) {
      KeyValuePair pair = pairs.get(i);
      record.keyValue(pair.key, pair.value);
    }
    record.endKeyValues();
  }

  @SuppressWarnings("deprecation") // Logback 1.2 knows one marker only.
  private static void mapMarkers(ILoggingEvent event, LogRecordWriter record) {
    if (HAS_MARKER_LIST) {
      List<Marker> markers = event.getMarkerList();
      if (markers != null && !markers.isEmpty()) {
        writeMarkers(markers, record);
      }
    } else if (event.getMarker() != null) {
      Marker marker = event.getMarker();
      record.beginMarkers();
      if (marker.hasReferences()) {
        Set<String> names = new LinkedHashSet<>();
        addWithReferences(marker, names);
        names.forEach(record::marker);
      } else {
        record.marker(marker.getName());
      }
      record.endMarkers();
    }
  }

  private static void writeMarkers(List<Marker> markers, LogRecordWriter record) {
    record.beginMarkers();
    if (anyHasReferences(markers)) {
      Set<String> names = new LinkedHashSet<>();
      for (Marker marker : markers) {
        addWithReferences(marker, names);
      }
      names.forEach(record::marker);
    } else {
      for (int i = 0; i < markers.size(); i++) {
        record.marker(markers.get(i).getName());
      }
    }
    record.endMarkers();
  }

  @SuppressWarnings("deprecation") // SLF4J offers nothing else.
  private static boolean anyHasReferences(List<Marker> markers) {
    for (int i = 0; i < markers.size(); i++) {
      if (markers.get(i).hasReferences()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Two markers may share one that they refer to. SLF4J's own refuse to go round in a circle; those
   * of others need not.
   */
  @SuppressWarnings("deprecation") // SLF4J offers nothing else.
  private static void addWithReferences(Marker marker, Set<String> names) {
    if (names.add(marker.getName()) && marker.hasReferences()) {
      marker.iterator().forEachRemaining(reference -> addWithReferences(reference, names));
    }
  }

  private static void mapCaller(StackTraceElement @Nullable [] callerData, LogRecordWriter record) {
    if (callerData != null && callerData.length > 0) {
      record.caller(callerData[0]);
    }
  }
}
