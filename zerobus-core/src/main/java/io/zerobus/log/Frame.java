// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/** A frame as it stands in a stack trace, and as it counts in the hash of one. Immutable. */
final class Frame {

  private static final byte[] LINE = "\\n".getBytes(US_ASCII);
  private static final byte[] TAB = "\\t".getBytes(US_ASCII);

  private static final int START_BYTES = LINE.length + TAB.length;

  private final StackTraceElement element;
  private final byte @Nullable [] line; // with the line end before it
  private final boolean counted;
  private final long shape;

  private Frame(StackTraceElement element, byte @Nullable [] line) {
    this.element = element;
    this.line = line;
    this.counted = !StackHash.isReflection(element.getClassName());
    this.shape = counted ? StackHash.shapeOf(element) : 0;
  }

  /**
   * @param maxBytes a longer line is not kept
   * @param scratch to write in
   */
  static Frame of(StackTraceElement element, int maxBytes, JsonBuffer scratch) {
    scratch.setLength(0);
    boolean complete = writeStart(0, scratch, maxBytes) && write(element, scratch, maxBytes);
    return new Frame(element, complete ? scratch.copy() : null);
  }

  StackTraceElement element() {
    return element;
  }

  boolean isKept() {
    return line != null;
  }

  /** Whether its class and its method are part of the hash. */
  boolean isCounted() {
    return counted;
  }

  /** That of its class and its method together. */
  long shape() {
    return shape;
  }

  boolean isSameAs(Frame other) {
    return this == other || element.equals(other.element);
  }

  /**
   * Writes a line end, a tab and one more for each level, and the frame.
   *
   * @return false when not all of it fits below {@code limit}
   */
  boolean writeLineTo(JsonBuffer out, int depth, int limit) {
    if (depth == 0 && line != null && out.raw(line, limit)) {
      return true;
    }
    return writeStart(depth, out, limit)
        && ((line != null && out.raw(line, START_BYTES, limit)) || write(element, out, limit));
  }

  private static boolean writeStart(int depth, JsonBuffer out, int limit) {
    boolean fits = out.raw(LINE, limit);
    for (int i = 0; i <= depth; i++) {
      fits = fits && out.raw(TAB, limit);
    }
    return fits;
  }

  /**
   * As {@link StackTraceElement#toString()}, without the loader's name and the module's version.
   */
  private static boolean write(StackTraceElement frame, JsonBuffer out, int limit) {
    String module = frame.getModuleName();
    String file = frame.getFileName();
    return out.text("at ", limit)
        && (module == null || (out.text(module, limit) && out.text("/", limit)))
        && out.text(frame.getClassName(), limit)
        && out.text(".", limit)
        && out.text(frame.getMethodName(), limit)
        && out.text("(", limit)
        && (frame.isNativeMethod()
            ? out.text("Native Method", limit)
            : out.text(file == null ? "Unknown Source" : file, limit)
                && (file == null || writeNumber(frame.getLineNumber(), out, limit)))
        && out.text(")", limit);
  }

  private static boolean writeNumber(int number, JsonBuffer out, int limit) {
    return number < 0 || (out.text(":", limit) && out.number(number, limit));
  }
}
