// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What all records of an appender have in common: their limits and their constant columns, encoded
 * once. Immutable and thread-safe.
 */
final class RecordLayout {

  private static final byte[] END_OF_TEXT = "\",".getBytes(StandardCharsets.US_ASCII);

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
    if (settings.serviceName() != null) {
      addText(buffer, "service", settings.serviceName());
    }
    if (settings.hostName() != null) {
      addText(buffer, "host", settings.hostName());
    }
    addText(buffer, "instance_id", instanceId);
    int fieldCount = settings.fields().size();
    fieldStarts = new int[fieldCount];
    fieldEnds = new int[fieldCount];
    for (int i = 0; i < fieldCount; i++) {
      StaticField field = settings.fields().get(i);
      fieldStarts[i] = addText(buffer, field.name(), field.value());
      fieldEnds[i] = buffer.length() - END_OF_TEXT.length;
    }
    addName(buffer, "pid");
    buffer.number(processId);
    buffer.raw((byte) ',');
    addName(buffer, "seq");
    constantColumns = Arrays.copyOf(buffer.bytes(), buffer.length());
  }

  /** Returns where the value begins. */
  private static int addText(JsonBuffer buffer, String name, String value) {
    addName(buffer, name);
    buffer.raw((byte) '"');
    int start = buffer.length();
    buffer.text(value, Integer.MAX_VALUE);
    buffer.raw(END_OF_TEXT);
    return start;
  }

  private static void addName(JsonBuffer buffer, String name) {
    buffer.raw((byte) '"');
    buffer.text(name, Integer.MAX_VALUE);
    buffer.raw((byte) '"');
    buffer.raw((byte) ':');
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
