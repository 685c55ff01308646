// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one record as a JSON object in UTF-8 into an array that it uses again and again. Not
 * thread-safe. Of what it is given it keeps the strings of a small MDC, until the next one; nothing
 * else.
 *
 * <p>A column that does not apply is not written. Each column may be written once in a record. A
 * record that is larger than {@code maxRecordSize} is cut when it is finished.
 */
public final class LogRecordWriter {

  /** The result of {@link #finish()} when even the parts that are never cut are too large. */
  static final int OVERSIZE = -1;

  private static final int INITIAL_BYTES = 1024;
  private static final int KEPT_BYTES = 32 * 1024;

  /** Values behind this many times the greatest record are not even written: memory is bounded. */
  private static final int MOST_RECORDS = 8;

  /** What stands in place of a masked value. */
  static final String MASK = "***";

  private static final String TEXT = "\"";

  private final RecordLayout layout;
  private final int maxRecordBytes;
  private final EntryRules rules;
  private final boolean asItIs; // no rule changes or hides an entry of the MDC
  private final BiConsumer<String, @Nullable String> mdcEntry = this::mdcEntry;

  // What stands before the value of each column; null: the column is left out.
  private final byte @Nullable [] timestamp;
  private final byte @Nullable [] message;
  private final byte @Nullable [] exceptionClass;
  private final byte @Nullable [] exceptionMessage;
  private final byte @Nullable [] stackTrace;
  private final byte @Nullable [] stackHash;
  private final byte @Nullable [] mdc;
  private final byte @Nullable [] keyValues;
  private final byte @Nullable [] markers;
  private final byte @Nullable [] traceId;
  private final byte @Nullable [] spanId;
  private final byte @Nullable [] caller;
  private final byte[] truncatedEnd;
  private final @Nullable TextCache levels;
  private final @Nullable TextCache loggers;
  private final @Nullable TextCache threads;
  private final TextCache keys;

  private final PromotedValues promoted;
  private JsonBuffer buffer = new JsonBuffer(INITIAL_BYTES);
  private StringBuilder scratch = new StringBuilder();
  private Cuts cuts = new Cuts();
  private MapEntries entries = new MapEntries(buffer, cuts);
  private final LastEntries lastMdc = new LastEntries();
  private final EventFrames frames;
  private StackTraceWriter stackTraces;
  private @Nullable VariantWriter variant; // null: key_values is a map
  private boolean oversize;
  private boolean anyLeftOut;
  private boolean firstElement;
  private int mapStart;
  private int mapFirstCut;

  LogRecordWriter(RecordLayout layout) {
    this.layout = layout;
    this.maxRecordBytes = layout.maxRecordBytes();
    this.rules = layout.entryRules();
    this.asItIs = rules.isWithoutMdcRules();
    timestamp = layout.opening(DefaultColumn.TIMESTAMP, "");
    message = layout.opening(DefaultColumn.MESSAGE, TEXT);
    exceptionClass = layout.opening(DefaultColumn.EXCEPTION_CLASS, TEXT);
    exceptionMessage = layout.opening(DefaultColumn.EXCEPTION_MESSAGE, TEXT);
    stackTrace = layout.opening(DefaultColumn.STACK_TRACE, TEXT);
    stackHash = layout.opening(DefaultColumn.STACK_HASH, TEXT);
    mdc = layout.opening(DefaultColumn.MDC, "{");
    keyValues = layout.opening(DefaultColumn.KEY_VALUES, layout.isKeyValuesVariant() ? "\"{" : "{");
    markers = layout.opening(DefaultColumn.MARKERS, "[");
    traceId = layout.opening(DefaultColumn.TRACE_ID, TEXT);
    spanId = layout.opening(DefaultColumn.SPAN_ID, TEXT);
    caller = layout.opening(DefaultColumn.CALLER, TEXT);
    truncatedEnd = layout.truncatedEnd();
    levels = layout.levels();
    loggers = layout.loggers();
    threads = layout.threads();
    keys = layout.keys();
    promoted = new PromotedValues(layout);
    frames = new EventFrames(layout.frameCache());
    stackTraces = newStackTraceWriter();
    variant = newVariantWriter();
  }

  /** Starts a record and forgets the one before. */
  void begin(long sequence) {
    buffer.setLength(0);
    cuts.clear();
    promoted.clear();
    oversize = false;
    anyLeftOut = false;
    layout.writeTo(buffer, cuts, sequence);
  }

  /** Column {@code timestamp}: microseconds since 1970. */
  public void timestampMicros(long micros) {
    if (timestamp != null) {
      buffer.raw(timestamp);
      buffer.number(micros);
    }
  }

  /** Column {@code level}. */
  public void level(String level) {
    knownColumn(levels, level);
  }

  /** Column {@code logger}. */
  public void logger(@Nullable String name) {
    knownColumn(loggers, name);
  }

  /** Column {@code thread}. */
  public void thread(@Nullable String name) {
    knownColumn(threads, name);
  }

  /** Column {@code message}: the formatted one. */
  public void message(@Nullable String message) {
    cuttableColumn(Cuts.MESSAGE, this.message, message);
  }

  /** An empty builder, to format something into for this record. */
  public StringBuilder scratch() {
    scratch.setLength(0);
    return scratch;
  }

  /** Column {@code message}, from a builder. */
  public void messageOf(StringBuilder builder) {
    if (message != null) {
      buffer.raw(message);
      int start = buffer.length();
      boolean complete = buffer.text(builder, cuttableLimit(start, maxRecordBytes));
      endCuttable(Cuts.MESSAGE, start, complete);
    }
  }

  /**
   * Columns {@code exception_class}, {@code exception_message}, {@code stack_trace, stack_hash}.
   */
  public <T> void exception(T throwable, ThrowableShape<T> shape) {
    fixedColumn(exceptionClass, shape.className(throwable));
    cuttableColumn(
        Cuts.EXCEPTION_MESSAGE, exceptionMessage, StackTraceWriter.messageOf(throwable, shape));
    int columnStart = buffer.length();
    int cutCount = cuts.count();
    try {
      writeStackTrace(throwable, shape);
      if (stackHash != null) {
        long hash = StackHash.of(throwable, shape, frames);
        buffer.raw(stackHash);
        StackHash.write(hash, buffer);
        buffer.raw((byte) '"');
      }
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // The application's throwable could not be read: better an event without its trace than none.
      buffer.setLength(columnStart);
      cuts.setCount(cutCount);
    } finally {
      frames.clear();
    }
  }

  private <T> void writeStackTrace(T throwable, ThrowableShape<T> shape) {
    if (stackTrace != null) {
      buffer.raw(stackTrace);
      int start = buffer.length();
      boolean complete = stackTraces.write(throwable, shape, cuttableLimit(start, maxRecordBytes));
      cuts.add(Cuts.STACK_TRACE, start, buffer.length(), complete);
      buffer.raw((byte) '"');
    }
  }

  /** Column {@code mdc}; nothing for a map without values. */
  public void mdc(@Nullable Map<String, String> map) {
    if (map == null || map.isEmpty()) {
      return;
    }
    int columnStart = buffer.length();
    int cutCount = cuts.count();
    try {
      beginMdc();
      map.forEach(mdcEntry);
      endMdc();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // A map that changes while it is read, or is the application's own: better an event without
      // it than none.
      buffer.setLength(columnStart);
      cuts.setCount(cutCount);
    }
  }

  /** Starts column {@code mdc}, which is left out if no {@link #mdcEntry} has a value. */
  public void beginMdc() {
    beginMap(mdc);
    lastMdc.begin();
  }

  /**
   * One entry of {@code mdc}, or of the column that it is promoted to; of two values with one key
   * the later stands.
   */
  public void mdcEntry(@Nullable String key, @Nullable Object value) {
    String name = key == null ? "null" : key;
    if (asItIs && mdc != null && value instanceof String) {
      textOfMdc(name, (String) value);
      return;
    }
    writeDeferred(lastMdc.putUnusual());
    // Null is left out: the service's maps hold none, so one would end the stream, and a query
    // gets the same NULL for a key that is not there.
    if (value == null || promoted.take(name, value) || mdc == null || !rules.isInMdc(name)) {
      return;
    }
    mapEntry(name, UserText.of(rules.shown(name, value)));
  }

  private void textOfMdc(String name, String value) {
    int deferred = lastMdc.put(name, value);
    if (deferred != LastEntries.DEFERRED) {
      writeDeferred(deferred);
      mapEntry(name, value);
    }
  }

  private void writeDeferred(int count) {
    for (int entry = 0; entry < count; entry++) {
      mapEntry(lastMdc.key(entry), lastMdc.value(entry));
    }
  }

  /** Ends column {@code mdc}. */
  public void endMdc() {
    if (mdc == null) {
      return;
    }
    if (lastMdc.isComplete()) {
      buffer.setLength(mapStart);
      lastMdc.writeTo(buffer, cuts);
      return;
    }
    writeDeferred(lastMdc.lacking());
    boolean everyEntry = !entries.anySuperseded();
    if (endEntries()) {
      buffer.raw((byte) '}');
    }
    if (everyEntry && !oversize && !cuts.anyCutShort()) {
      lastMdc.end(buffer, mapStart, cuts, mapFirstCut);
    } else {
      lastMdc.forget();
    }
  }

  /**
   * Starts column {@code key_values}, which is left out if no {@link #keyValue} has a value. Comes
   * after the MDC: of a key that both have and that is promoted, the later value stands.
   */
  public void beginKeyValues() {
    beginMap(keyValues);
    if (variant != null) {
      variant.begin();
    }
  }

  /**
   * One entry of {@code key_values}, or of the column that it is promoted to; of two values with
   * one key the later stands. In a map a null is left out, a VARIANT holds it.
   */
  public void keyValue(@Nullable String key, @Nullable Object value) {
    String name = key == null ? "null" : key;
    if (promoted.take(name, value) || keyValues == null) {
      return;
    }
    Object shown = value == null ? null : rules.shown(name, value);
    if (variant != null) {
      variantEntry(variant, name, shown);
    } else if (shown != null) {
      mapEntry(name, UserText.of(shown));
    }
  }

  /** Ends column {@code key_values}. */
  public void endKeyValues() {
    if (keyValues == null) {
      return;
    }
    anyLeftOut |= variant != null && variant.anyLeftOut();
    if (endEntries()) {
      buffer.raw((byte) '}');
      if (variant != null) {
        buffer.raw((byte) '"');
      }
    }
  }

  /**
   * What may be shown of the value of an MDC or key-value entry with this key: the same object,
   * unless a mask hides it or a part of it.
   */
  public Object shown(String key, Object value) {
    return rules.shown(key, value);
  }

  /** Whether {@link #shown} hides anything of some entry. */
  public boolean hasMasks() {
    return rules.hasMasks();
  }

  /** Starts column {@code markers}. */
  public void beginMarkers() {
    if (markers != null) {
      buffer.raw(markers);
      firstElement = true;
    }
  }

  /** One element of {@code markers}. */
  public void marker(String name) {
    if (markers == null) {
      return;
    }
    if (!firstElement) {
      buffer.raw((byte) ',');
    }
    firstElement = false;
    buffer.raw((byte) '"');
    endFixedText(name);
  }

  /** Ends column {@code markers}. */
  public void endMarkers() {
    if (markers != null) {
      buffer.raw((byte) ']');
    }
  }

  /**
   * Column {@code trace_id}.
   *
   * @param key of the entry that has it, which may be masked
   */
  public void traceId(String key, @Nullable String value) {
    idColumn(traceId, key, value);
  }

  /**
   * Column {@code span_id}.
   *
   * @param key of the entry that has it, which may be masked
   */
  public void spanId(String key, @Nullable String value) {
    idColumn(spanId, key, value);
  }

  private void idColumn(byte @Nullable [] column, String key, @Nullable String value) {
    if (value != null) {
      fixedColumn(column, rules.isMasked(key) ? MASK : value);
    }
  }

  /** Column {@code caller}: {@code class.method(file:line)}. */
  public void caller(StackTraceElement frame) {
    if (caller == null) {
      return;
    }
    String file = frame.getFileName();
    fixedColumn(
        caller,
        frame.getClassName()
            + "."
            + frame.getMethodName()
            + "("
            + (file == null ? "Unknown Source" : file)
            + (frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber())
            + ")");
  }

  /**
   * Ends the record and cuts it if it is too large.
   *
   * @return its bytes at the beginning of {@link #bytes()}, or {@link #OVERSIZE}
   */
  int finish() {
    if (!promoted.isEmpty()) {
      promoted.writeTo(this, buffer);
    }
    if (oversize) {
      return OVERSIZE;
    }
    if (!anyLeftOut && !cuts.anyCutShort() && buffer.length() < maxRecordBytes) {
      buffer.raw((byte) '}');
    } else {
      int excess = buffer.length() + truncatedEnd.length - maxRecordBytes;
      if (excess > 0 && !cuts.save(excess, buffer)) {
        return OVERSIZE;
      }
      buffer.raw(truncatedEnd);
    }
    if (layout.isWithoutConstantColumns()) {
      removeFirstComma();
    }
    return buffer.length();
  }

  private void removeFirstComma() {
    if (buffer.bytes()[1] == ',') {
      buffer.move(2, buffer.length(), 1);
      buffer.setLength(buffer.length() - 1);
    }
  }

  /** The array with the record; valid until the next one begins. */
  byte[] bytes() {
    return buffer.bytes();
  }

  /** Gives up an array that an unusual record has made large, and what a failed event has left. */
  void shrink() {
    promoted.clear();
    if (scratch.capacity() > KEPT_BYTES) {
      scratch = new StringBuilder();
    }
    if (buffer.capacity() > KEPT_BYTES) {
      buffer = new JsonBuffer(INITIAL_BYTES);
      cuts = new Cuts();
      entries = new MapEntries(buffer, cuts);
      stackTraces = newStackTraceWriter();
      variant = newVariantWriter();
    }
  }

  int capacityBytes() {
    return buffer.capacity();
  }

  private StackTraceWriter newStackTraceWriter() {
    return new StackTraceWriter(
        buffer, frames, layout.stackTraceMaxFrames(), layout.stackTraceRootFirst());
  }

  private @Nullable VariantWriter newVariantWriter() {
    return layout.isKeyValuesVariant() ? new VariantWriter(buffer, cuts, maxRecordBytes) : null;
  }

  private void fixedColumn(byte @Nullable [] column, @Nullable String value) {
    if (column != null && value != null) {
      buffer.raw(column);
      endFixedText(value);
    }
  }

  private void knownColumn(@Nullable TextCache texts, @Nullable String value) {
    if (texts != null && value != null) {
      oversize |= !texts.write(value, buffer, maxRecordBytes);
    }
  }

  private void endFixedText(String value) {
    oversize |= !buffer.text(value, buffer.length() + maxRecordBytes);
    buffer.raw((byte) '"');
  }

  void cuttableColumn(int kind, byte @Nullable [] column, @Nullable String value) {
    if (column != null && value != null) {
      buffer.raw(column);
      endCuttableText(kind, value);
    }
  }

  private void endCuttableText(int kind, String value) {
    int start = buffer.length();
    boolean complete = buffer.text(value, cuttableLimit(start, maxRecordBytes));
    endCuttable(kind, start, complete);
  }

  private void endCuttable(int kind, int start, boolean complete) {
    cuts.add(kind, start, buffer.length(), complete);
    buffer.raw((byte) '"');
  }

  /**
   * No value gets more than a whole record may have, and less when there is far too much anyway.
   */
  static int cuttableLimit(int length, int maxRecordBytes) {
    return length > MOST_RECORDS * (long) maxRecordBytes ? length : length + maxRecordBytes;
  }

  private void beginMap(byte @Nullable [] opening) {
    mapStart = buffer.length();
    mapFirstCut = cuts.count();
    if (opening != null) {
      buffer.raw(opening);
      entries.begin();
    }
  }

  private void mapEntry(String name, @Nullable String value) {
    if (oversize || value == null) {
      return;
    }
    int start = buffer.length();
    oversize |= !keys.write(name, buffer, maxRecordBytes);
    entries.addKey(start, start + 1, keys.textEnd(buffer), name);
    endCuttableText(Cuts.OTHER, value);
    buffer.raw((byte) ',');
    // Of a record that large a part is to be cut anyway: what cannot be must not grow for ever.
    if (buffer.length() > maxRecordBytes) {
      oversize |= buffer.length() - cuts.totalBytes() > 2L * maxRecordBytes;
    }
  }

  private void variantEntry(VariantWriter writer, String name, @Nullable Object value) {
    int start = buffer.length();
    if (oversize || !writer.key(name)) {
      return;
    }
    entries.addKey(start, start + 2, buffer.length(), name);
    writer.value(value);
    buffer.raw((byte) ',');
  }

  /** Leaves the comma out; false when there are no entries, and so no column. */
  private boolean endEntries() {
    if (entries.isEmpty()) {
      buffer.setLength(mapStart);
      return false;
    }
    entries.end();
    buffer.setLength(buffer.length() - 1);
    return true;
  }
}
