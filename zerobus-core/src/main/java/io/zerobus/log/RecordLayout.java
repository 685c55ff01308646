// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all records of an appender have in common: their limits and their constant columns, encoded
 * once. Immutable and thread-safe.
 */
final class RecordLayout {

  private final int maxRecordBytes;
  private final int stackTraceMaxFrames;
  private final boolean stackTraceRootFirst;
  private final byte[] constantColumns;
  private final int[] fieldStarts;
  private final int[] fieldEnds;

  RecordLayout(AppenderSettings settings, String instanceId, long processId) {
    maxRecordBytes = settings.maxRecordSizeBytes();
    stackTraceMaxFrames = settings.stackTraceMaxFrames();
    stackTraceRootFirst = settings.stackTraceRootFirst();

    JsonBuffer buffer = new JsonBuffer(256);
    buffer.raw((byte) '{');
    addText(buffer, "service", settings.serviceName());
    addText(buffer, "host", settings.hostName());
    addText(buffer, "instance_id", instanceId);
    int fieldCount = settings.fields().size();
    fieldStarts = new int[fieldCount];
    fieldEnds = new int[fieldCount];
    for (int i = 0; i < fieldCount; i++) {
      StaticField field = settings.fields().get(i);
      addText(buffer, field.name(), field.value());
      fieldEnds[i] = buffer.length() - 2;
      fieldStarts[i] = fieldEnds[i] - encodedLength(field.value());
    }
    addName(buffer, "pid");
    buffer.number(processId);
    buffer.raw((byte) ',');
    addName(buffer, "seq");
    constantColumns = Arrays.copyOf(buffer.bytes(), buffer.length());
  }

  private static void addText(JsonBuffer buffer, String name, @Nullable String value) {
    if (value != null) {
      addName(buffer, name);
      buffer.raw((byte) '"');
      buffer.text(value, Integer.MAX_VALUE);
      buffer.raw((byte) '"');
      buffer.raw((byte) ',');
    }
  }

  private static void addName(JsonBuffer buffer, String name) {
    buffer.raw((byte) '"');
    buffer.text(name, Integer.MAX_VALUE);
    buffer.raw((byte) '"');
    buffer.raw((byte) ':');
  }

  private static int encodedLength(String value) {
    JsonBuffer buffer = new JsonBuffer(value.length());
    buffer.text(value, Integer.MAX_VALUE);
    return buffer.length();
  }

  int maxRecordBytes() {
    return maxRecordBytes;
  }

  int stackTraceMaxFrames() {
    return stackTraceMaxFrames;
  }

  boolean stackTraceRootFirst() {
    return stackTraceRootFirst;
  }

  /** Opens a record: the constant columns and the name of {@code seq}, whose number comes next. */
  void writeTo(JsonBuffer buffer, Cuts cuts) {
    buffer.raw(constantColumns);
    for (int i = 0; i < fieldStarts.length; i++) {
      cuts.add(Cuts.OTHER, fieldStarts[i], fieldEnds[i], true);
    }
  }
}
