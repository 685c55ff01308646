// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What all records of an appender have in common: their limits, the names of their columns and
 * their constant columns, encoded once. Immutable and thread-safe, but for the texts and frames it
 * has seen.
 */
final class RecordLayout {

  private static final byte[] END_OF_TEXT = "\",".getBytes(US_ASCII);
  private static final byte[] QUOTE = {'"'};
  private static final byte[] BEFORE_TEXT = "\":\"".getBytes(US_ASCII);

  private final AppenderSettings settings;
  private final LogSchema schema;
  private final Set<String> leftOut;
  private final LongAdder unconverted;
  private final FrameCache frameCache = new FrameCache();
  private final TextCache keys = new TextCache(QUOTE, BEFORE_TEXT);
  private final @Nullable TextCache levels;
  private final @Nullable TextCache loggers;
  private final @Nullable TextCache threads;
  private final byte[] constantColumns;
  private final boolean sequenceFollows;
  private final int[] fieldStarts;
  private final int[] fieldEnds;

  /** With all configured columns. */
  RecordLayout(AppenderSettings settings, String instanceId, long processId) {
    this(settings, instanceId, processId, Collections.emptySet(), new LongAdder());
  }

  /**
   * Without columns that the table lacks.
   *
   * @param leftOut names in the table, compared without case; only default columns among them are
   *     left out
   * @param unconverted counts the values of promoted entries that do not convert
   */
  RecordLayout(
      AppenderSettings settings,
      String instanceId,
      long processId,
      Set<String> leftOut,
      LongAdder unconverted) {
    this.settings = settings;
    this.schema = settings.schema();
    this.leftOut = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    this.leftOut.addAll(leftOut);
    this.unconverted = unconverted;
    this.levels = textsOf(DefaultColumn.LEVEL);
    this.loggers = textsOf(DefaultColumn.LOGGER);
    this.threads = textsOf(DefaultColumn.THREAD);

    JsonBuffer buffer = new JsonBuffer(256);
    buffer.raw((byte) '{');
    addText(buffer, DefaultColumn.SERVICE, settings.serviceName());
    addText(buffer, DefaultColumn.HOST, settings.hostName());
    addText(buffer, DefaultColumn.INSTANCE_ID, instanceId);
    int fieldCount = settings.fields().size();
    fieldStarts = new int[fieldCount];
    fieldEnds = new int[fieldCount];
    for (int i = 0; i < fieldCount; i++) {
      StaticField field = settings.fields().get(i);
      fieldStarts[i] = addText(buffer, field.name(), field.value());
      fieldEnds[i] = buffer.length() - END_OF_TEXT.length;
    }
    addNumber(buffer, DefaultColumn.PID, processId);
    String sequenceName = nameOf(DefaultColumn.SEQ);
    sequenceFollows = sequenceName != null;
    if (sequenceName != null) {
      addName(buffer, sequenceName);
    } else if (buffer.length() > 1) {
      buffer.setLength(buffer.length() - 1); // The comma: each later column brings its own.
    }
    constantColumns = Arrays.copyOf(buffer.bytes(), buffer.length());
  }

  /** The name in the table; null when the column is left out. */
  private @Nullable String nameOf(DefaultColumn column) {
    String name = schema.nameOf(column);
    return name == null || leftOut.contains(name) ? null : name;
  }

  private void addText(JsonBuffer buffer, DefaultColumn column, @Nullable String value) {
    String name = nameOf(column);
    if (name != null && value != null) {
      addText(buffer, name, value);
    }
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

  private void addNumber(JsonBuffer buffer, DefaultColumn column, long value) {
    String name = nameOf(column);
    if (name != null) {
      addName(buffer, name);
      buffer.number(value);
      buffer.raw((byte) ',');
    }
  }

  private static void addName(JsonBuffer buffer, String name) {
    buffer.raw(("\"" + name + "\":").getBytes(US_ASCII));
  }

  int maxRecordBytes() {
    return settings.maxRecordSizeBytes();
  }

  int stackTraceMaxFrames() {
    return settings.stackTraceMaxFrames();
  }

  boolean stackTraceRootFirst() {
    return settings.stackTraceRootFirst();
  }

  FrameCache frameCache() {
    return frameCache;
  }

  /** The keys of entries with a text as value, up to the beginning of that. */
  TextCache keys() {
    return keys;
  }

  /** The texts of a column in which they come again and again; null when it is left out. */
  private @Nullable TextCache textsOf(DefaultColumn column) {
    byte[] opening = opening(column, "\"");
    return opening == null ? null : new TextCache(opening, QUOTE);
  }

  @Nullable TextCache levels() {
    return levels;
  }

  @Nullable TextCache loggers() {
    return loggers;
  }

  @Nullable TextCache threads() {
    return threads;
  }

  EntryRules entryRules() {
    return settings.entryRules();
  }

  List<Promotion> promotions() {
    return schema.promotions();
  }

  LongAdder unconvertedValues() {
    return unconverted;
  }

  boolean isKeyValuesVariant() {
    return schema.isKeyValuesVariant();
  }

  /**
   * What stands before the value of a column, with the comma behind the column before it; null when
   * the column is left out.
   *
   * @param bracket what opens the value
   */
  byte @Nullable [] opening(DefaultColumn column, String bracket) {
    String name = nameOf(column);
    return name == null ? null : opening(name, bracket);
  }

  private static byte[] opening(String name, String bracket) {
    return (",\"" + name + "\":" + bracket).getBytes(US_ASCII);
  }

  /** What stands before the values of the promotions. */
  byte[][] promotionOpenings() {
    byte[][] openings = new byte[promotions().size()][];
    for (Promotion promotion : promotions()) {
      String bracket = promotion.type() == PromotedType.STRING ? "\"" : "";
      openings[promotion.index()] = opening(promotion.columnName(), bracket);
    }
    return openings;
  }

  /** What ends a record that was cut. */
  byte[] truncatedEnd() {
    byte[] opening = opening(DefaultColumn.TRUNCATED, "true}");
    return opening == null ? new byte[] {'}'} : opening;
  }

  /** Whether no constant column stands before the first one of the event. */
  boolean isWithoutConstantColumns() {
    return constantColumns.length == 1;
  }

  /** Opens a record: the constant columns with the number of the event. */
  void writeTo(JsonBuffer buffer, Cuts cuts, long sequence) {
    buffer.raw(constantColumns);
    for (int i = 0; i < fieldStarts.length; i++) {
      cuts.add(Cuts.OTHER, fieldStarts[i], fieldEnds[i], true);
    }
    if (sequenceFollows) {
      buffer.number(sequence);
    }
  }
}
