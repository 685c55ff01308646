// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/** A frame as it stands in a stack trace, and as it counts in the hash of one. Immutable. */
final class Frame {

  private final StackTraceElement element;
  private final byte @Nullable [] line;
  private final boolean counted;
  private final int classShape;
  private final int methodShape;

  private Frame(StackTraceElement element, byte @Nullable [] line) {
    this.element = element;
    this.line = line;
    String className = element.getClassName();
    this.counted = !StackHash.isReflection(className);
    this.classShape = counted ? StackHash.shapeOf(className) : 0;
    this.methodShape = counted ? StackHash.shapeOf(element.getMethodName()) : 0;
  }

  /**
   * @param maxBytes a longer line is not kept
   * @param scratch to write in
   */
  static Frame of(StackTraceElement element, int maxBytes, JsonBuffer scratch) {
    scratch.setLength(0);
    boolean complete = write(element, scratch, maxBytes);
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

  int classShape() {
    return classShape;
  }

  int methodShape() {
    return methodShape;
  }

  boolean isSameAs(Frame other) {
    return this == other || element.equals(other.element);
  }

  /** Writes it; false when not all of it fits below {@code limit}. */
  boolean writeTo(JsonBuffer out, int limit) {
    return (line != null && out.raw(line, limit)) || write(element, out, limit);
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
                && (file == null || writeLine(frame.getLineNumber(), out, limit)))
        && out.text(")", limit);
  }

  private static boolean writeLine(int number, JsonBuffer out, int limit) {
    return number < 0 || (out.text(":", limit) && out.number(number, limit));
  }
}
