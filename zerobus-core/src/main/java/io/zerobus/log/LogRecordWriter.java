// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one record as a JSON object in UTF-8 into an array that it uses again and again. Not
 * thread-safe; nothing of what it is given is kept.
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

  private static final byte[] TIMESTAMP = name("timestamp");
  private static final byte[] LEVEL = textName("level");
  private static final byte[] LOGGER = textName("logger");
  private static final byte[] THREAD = textName("thread");
  private static final byte[] MESSAGE = textName("message");
  private static final byte[] EXCEPTION_CLASS = textName("exception_class");
  private static final byte[] EXCEPTION_MESSAGE = textName("exception_message");
  private static final byte[] STACK_TRACE = textName("stack_trace");
  private static final byte[] STACK_HASH = textName("stack_hash");
  private static final byte[] MDC = name("mdc");
  private static final byte[] KEY_VALUES = name("key_values");
  private static final byte[] MARKERS = name("markers");
  private static final byte[] TRACE_ID = textName("trace_id");
  private static final byte[] SPAN_ID = textName("span_id");
  private static final byte[] CALLER = textName("caller");
  private static final byte[] TRUNCATED_END = ",\"truncated\":true}".getBytes(US_ASCII);

  private final RecordLayout layout;
  private final int maxRecordBytes;
  private final BiConsumer<String, @Nullable String> mdcEntry = this::entry;

  private JsonBuffer buffer = new JsonBuffer(INITIAL_BYTES);
  private Cuts cuts = new Cuts();
  private MapEntries entries = new MapEntries(buffer, cuts);
  private StackTraceWriter stackTraces;
  private boolean oversize;
  private boolean firstElement;
  private int mapStart;

  LogRecordWriter(RecordLayout layout) {
    this.layout = layout;
    this.maxRecordBytes = layout.maxRecordBytes();
    this.stackTraces = newStackTraceWriter();
  }

  private static byte[] name(String column) {
    return (",\"" + column + "\":").getBytes(US_ASCII);
  }

  /** With the opening quote of the value. */
  private static byte[] textName(String column) {
    return (",\"" + column + "\":\"").getBytes(US_ASCII);
  }

  /** Starts a record and forgets the one before. */
  void begin(long sequence) {
    buffer.setLength(0);
    cuts.clear();
    oversize = false;
    layout.writeTo(buffer, cuts);
    buffer.number(sequence);
  }

  /** Column {@code timestamp}: microseconds since 1970. */
  public void timestampMicros(long micros) {
    buffer.raw(TIMESTAMP);
    buffer.number(micros);
  }

  /** Column {@code level}. */
  public void level(String level) {
    fixedColumn(LEVEL, level);
  }

  /** Column {@code logger}. */
  public void logger(@Nullable String name) {
    fixedColumn(LOGGER, name);
  }

  /** Column {@code thread}. */
  public void thread(@Nullable String name) {
    fixedColumn(THREAD, name);
  }

  /** Column {@code message}: the formatted one. */
  public void message(@Nullable String message) {
    cuttableColumn(Cuts.MESSAGE, MESSAGE, message);
  }

  /**
   * Columns {@code exception_class}, {@code exception_message}, {@code stack_trace, stack_hash}.
   */
  public <T> void exception(T throwable, ThrowableShape<T> shape) {
    fixedColumn(EXCEPTION_CLASS, shape.className(throwable));
    cuttableColumn(
        Cuts.EXCEPTION_MESSAGE, EXCEPTION_MESSAGE, StackTraceWriter.messageOf(throwable, shape));
    int columnStart = buffer.length();
    int cutCount = cuts.count();
    try {
      buffer.raw(STACK_TRACE);
      int start = buffer.length();
      boolean complete = stackTraces.write(throwable, shape, cuttableLimit());
      cuts.add(Cuts.STACK_TRACE, start, buffer.length(), complete);
      buffer.raw((byte) '"');
      long hash = StackHash.of(throwable, shape);
      buffer.raw(STACK_HASH);
      StackHash.write(hash, buffer);
      buffer.raw((byte) '"');
    } catch (RuntimeException | StackOverflowError e) {
      // The application's throwable could not be read: better an event without its trace than none.
      buffer.setLength(columnStart);
      cuts.setCount(cutCount);
    }
  }

  /** Column {@code mdc}; nothing for a map without values. */
  public void mdc(@Nullable Map<String, String> mdc) {
    if (mdc == null || mdc.isEmpty()) {
      return;
    }
    int columnStart = buffer.length();
    int cutCount = cuts.count();
    try {
      beginMap(MDC);
      mdc.forEach(mdcEntry);
      endMap();
    } catch (RuntimeException e) {
      // A map that changes while it is read: better an event without it than none.
      buffer.setLength(columnStart);
      cuts.setCount(cutCount);
    }
  }

  /** Starts column {@code mdc}, which is left out if no {@link #mdcEntry} has a value. */
  public void beginMdc() {
    beginMap(MDC);
  }

  /** One entry of {@code mdc}; of two values with one key the later stands. */
  public void mdcEntry(@Nullable String key, @Nullable Object value) {
    entry(key, textOf(value));
  }

  /** Ends column {@code mdc}. */
  public void endMdc() {
    endMap();
  }

  /** Starts column {@code key_values}, which is left out if no {@link #keyValue} has a value. */
  public void beginKeyValues() {
    beginMap(KEY_VALUES);
  }

  /** One entry of {@code key_values}; of two values with one key the later stands. */
  public void keyValue(@Nullable String key, @Nullable Object value) {
    entry(key, textOf(value));
  }

  /** Ends column {@code key_values}. */
  public void endKeyValues() {
    endMap();
  }

  /** Starts column {@code markers}. */
  public void beginMarkers() {
    buffer.raw(MARKERS);
    buffer.raw((byte) '[');
    firstElement = true;
  }

  /** One element of {@code markers}. */
  public void marker(String name) {
    if (!firstElement) {
      buffer.raw((byte) ',');
    }
    firstElement = false;
    buffer.raw((byte) '"');
    endFixedText(name);
  }

  /** Ends column {@code markers}. */
  public void endMarkers() {
    buffer.raw((byte) ']');
  }

  /** Column {@code trace_id}. */
  public void traceId(@Nullable String traceId) {
    fixedColumn(TRACE_ID, traceId);
  }

  /** Column {@code span_id}. */
  public void spanId(@Nullable String spanId) {
    fixedColumn(SPAN_ID, spanId);
  }

  /** Column {@code caller}: {@code class.method(file:line)}. */
  public void caller(StackTraceElement frame) {
    String file = frame.getFileName();
    fixedColumn(
        CALLER,
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
    if (oversize) {
      return OVERSIZE;
    }
    if (!cuts.anyCutShort() && buffer.length() < maxRecordBytes) {
      buffer.raw((byte) '}');
      return buffer.length();
    }
    int excess = buffer.length() + TRUNCATED_END.length - maxRecordBytes;
    if (excess > 0 && !cuts.save(excess, buffer)) {
      return OVERSIZE;
    }
    buffer.raw(TRUNCATED_END);
    return buffer.length();
  }

  /** The array with the record; valid until the next one begins. */
  byte[] bytes() {
    return buffer.bytes();
  }

  /** Gives up an array that an unusual record has made large. */
  void shrink() {
    if (buffer.capacity() > KEPT_BYTES) {
      buffer = new JsonBuffer(INITIAL_BYTES);
      cuts = new Cuts();
      entries = new MapEntries(buffer, cuts);
      stackTraces = newStackTraceWriter();
    }
  }

  int capacityBytes() {
    return buffer.capacity();
  }

  private StackTraceWriter newStackTraceWriter() {
    return new StackTraceWriter(buffer, layout.stackTraceMaxFrames(), layout.stackTraceRootFirst());
  }

  private void fixedColumn(byte[] column, @Nullable String value) {
    if (value != null) {
      buffer.raw(column);
      endFixedText(value);
    }
  }

  private void endFixedText(String value) {
    oversize |= !buffer.text(value, buffer.length() + maxRecordBytes);
    buffer.raw((byte) '"');
  }

  private void cuttableColumn(int kind, byte[] column, @Nullable String value) {
    if (value != null) {
      buffer.raw(column);
      endCuttableText(kind, value);
    }
  }

  private void endCuttableText(int kind, String value) {
    int start = buffer.length();
    boolean complete = buffer.text(value, cuttableLimit());
    cuts.add(kind, start, buffer.length(), complete);
    buffer.raw((byte) '"');
  }

  /**
   * No value gets more than a whole record may have, and less when there is far too much anyway.
   */
  private int cuttableLimit() {
    int length = buffer.length();
    return length > MOST_RECORDS * (long) maxRecordBytes ? length : length + maxRecordBytes;
  }

  private void beginMap(byte[] column) {
    mapStart = buffer.length();
    buffer.raw(column);
    buffer.raw((byte) '{');
    entries.begin();
  }

  /**
   * Leaves out an entry without a value: the service's maps hold no null, so one would end the
   * stream, and a query gets the same NULL for a key that is not there.
   */
  private void entry(@Nullable String key, @Nullable String value) {
    if (oversize || value == null) {
      return;
    }
    String name = key == null ? "null" : key;
    int start = buffer.length();
    buffer.raw((byte) '"');
    oversize |= !buffer.text(name, buffer.length() + maxRecordBytes);
    entries.addKey(start, name);
    buffer.raw((byte) '"', (byte) ':');
    entries.setCut(cuts.count());
    buffer.raw((byte) '"');
    endCuttableText(Cuts.OTHER, value);
    buffer.raw((byte) ',');
    oversize |= buffer.length() - cuts.totalBytes() > 2L * maxRecordBytes;
  }

  private void endMap() {
    if (entries.isEmpty()) {
      buffer.setLength(mapStart);
      return;
    }
    entries.end();
    buffer.setLength(buffer.length() - 1);
    buffer.raw((byte) '}');
  }

  private static @Nullable String textOf(@Nullable Object value) {
    if (value == null || value instanceof String) {
      return (String) value;
    }
    try {
      if (value.getClass().isArray()) {
        String text = Arrays.deepToString(new Object[] {value});
        return text.substring(1, text.length() - 1);
      }
      return value.toString();
    } catch (Throwable e) {
      return "[toString() of "
          + value.getClass().getName()
          + " failed: "
          + e.getClass().getName()
          + "]";
    }
  }
}
