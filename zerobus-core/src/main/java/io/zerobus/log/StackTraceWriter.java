// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stack trace as text, as {@link Throwable#printStackTrace()} does: causes, suppressed
 * throwables, frames in common with the enclosing trace left out. Not thread-safe.
 *
 * <p>Root first, the root cause comes with all of its frames, and what wraps it leaves out the
 * frames in common with it.
 */
final class StackTraceWriter {

  /** More throwables than this in one trace are not told apart from an endless one. */
  private static final int MAX_THROWABLES = 256;

  private static final int MAX_SUPPRESSED_DEPTH = 16;

  private static final byte[] LINE = "\\n".getBytes(US_ASCII);
  private static final byte[] TAB = "\\t".getBytes(US_ASCII);
  private static final byte[] DOTS = "\\t... ".getBytes(US_ASCII);

  private final JsonBuffer out;
  private final EventFrames frames;
  private final int maxFrames;
  private final boolean rootFirst;

  private Object[] seen = new Object[8];
  private int seenCount;
  private int start;
  private int limit;
  private boolean full;

  /**
   * @param frames cleared by whoever owns it
   */
  StackTraceWriter(JsonBuffer out, EventFrames frames, int maxFrames, boolean rootFirst) {
    this.out = out;
    this.frames = frames;
    this.maxFrames = maxFrames;
    this.rootFirst = rootFirst;
  }

  /**
   * Writes the inside of a JSON string.
   *
   * @return false when not all of the trace fits below {@code limit}
   */
  <T> boolean write(T throwable, ThrowableShape<T> shape, int limit) {
    this.start = out.length();
    this.limit = limit;
    this.full = false;
    try {
      if (rootFirst) {
        writeRootFirst(throwable, shape, "", 0);
      } else {
        writeOuterFirst(throwable, shape, EventFrames.Trace.EMPTY, "", 0);
      }
    } finally {
      // Nothing of the event is kept.
      Arrays.fill(seen, 0, seenCount, null);
      seenCount = 0;
    }
    return !full;
  }

  private <T> void writeOuterFirst(
      T throwable,
      ThrowableShape<T> shape,
      EventFrames.Trace enclosingTrace,
      String caption,
      int depth) {
    T current = throwable;
    EventFrames.Trace enclosing = enclosingTrace;
    String currentCaption = caption;
    while (!full) {
      if (!enter(current, shape)) {
        writeCircular(current, shape, currentCaption, depth);
        return;
      }
      EventFrames.Trace trace = frames.of(current, shape);
      writeHeader(current, shape, currentCaption, depth);
      writeFrames(trace, enclosing, depth);
      writeSuppressed(current, shape, trace, depth);
      T cause = shape.cause(current);
      if (cause == null) {
        return;
      }
      current = cause;
      enclosing = trace;
      currentCaption = "Caused by: ";
    }
  }

  /** Depth of recursion is bounded because {@link #enter} takes so many throwables only. */
  private <T> EventFrames.Trace writeRootFirst(
      T throwable, ThrowableShape<T> shape, String caption, int depth) {
    if (!enter(throwable, shape)) {
      writeCircular(throwable, shape, caption, depth);
      return EventFrames.Trace.EMPTY;
    }
    EventFrames.Trace trace = frames.of(throwable, shape);
    T cause = shape.cause(throwable);
    if (cause == null) {
      writeHeader(throwable, shape, caption, depth);
      writeFrames(trace, EventFrames.Trace.EMPTY, depth);
    } else {
      EventFrames.Trace ofCause = writeRootFirst(cause, shape, caption, depth);
      writeHeader(throwable, shape, "Wrapped by: ", depth);
      writeFrames(trace, ofCause, depth);
    }
    writeSuppressed(throwable, shape, trace, depth);
    return trace;
  }

  private <T> void writeSuppressed(
      T throwable, ThrowableShape<T> shape, EventFrames.Trace trace, int depth) {
    if (depth == MAX_SUPPRESSED_DEPTH) {
      return;
    }
    for (T suppressed : shape.suppressed(throwable)) {
      if (full) {
        return;
      }
      if (rootFirst) {
        writeRootFirst(suppressed, shape, "Suppressed: ", depth + 1);
      } else {
        writeOuterFirst(suppressed, shape, trace, "Suppressed: ", depth + 1);
      }
    }
  }

  /** Whether the throwable is a new one, for which there is room too. */
  private <T> boolean enter(T throwable, ThrowableShape<T> shape) {
    if (seenCount == MAX_THROWABLES || shape.isCircular(throwable)) {
      return false;
    }
    for (int i = 0; i < seenCount; i++) {
      if (seen[i] == throwable) {
        return false;
      }
    }
    if (seenCount == seen.length) {
      seen = Arrays.copyOf(seen, seenCount * 2);
    }
    seen[seenCount++] = throwable;
    return true;
  }

  private <T> void writeCircular(T throwable, ThrowableShape<T> shape, String caption, int depth) {
    startLine(depth);
    text(caption);
    text(seenCount == MAX_THROWABLES ? "[MORE THROWABLES: " : "[CIRCULAR REFERENCE: ");
    writeNameAndMessage(throwable, shape);
    text("]");
  }

  private <T> void writeHeader(T throwable, ThrowableShape<T> shape, String caption, int depth) {
    startLine(depth);
    text(caption);
    writeNameAndMessage(throwable, shape);
  }

  private <T> void writeNameAndMessage(T throwable, ThrowableShape<T> shape) {
    text(shape.className(throwable));
    String message = messageOf(throwable, shape);
    if (message != null) {
      text(": ");
      text(message);
    }
  }

  /** The message, or what went wrong when the application's own code was asked for it. */
  static <T> @Nullable String messageOf(T throwable, ThrowableShape<T> shape) {
    try {
      return shape.message(throwable);
    } catch (Throwable e) {
      return "[getMessage() failed: " + e.getClass().getName() + "]";
    }
  }

  private void writeFrames(EventFrames.Trace trace, EventFrames.Trace enclosing, int depth) {
    int length = trace.length();
    int common = 0;
    while (common < length
        && common < enclosing.length()
        && trace
            .get(length - 1 - common)
            .isSameAs(enclosing.get(enclosing.length() - 1 - common))) {
      common++;
    }
    int own = length - common;
    int shown = Math.min(own, maxFrames);
    for (int i = 0; i < shown && !full; i++) {
      full = !trace.get(i).writeLineTo(out, depth, limit);
    }
    if (own > shown) {
      writeCount(own - shown, " frames cut", depth);
    }
    if (common > 0) {
      writeCount(common, " more", depth);
    }
  }

  private void writeCount(int count, String what, int depth) {
    startLine(depth);
    raw(DOTS);
    full = full || !out.number(count, limit);
    text(what);
  }

  private void startLine(int depth) {
    if (out.length() > start) {
      raw(LINE);
    }
    for (int i = 0; i < depth; i++) {
      raw(TAB);
    }
  }

  private void text(String text) {
    full = full || !out.text(text, limit);
  }

  private void raw(byte[] fragment) {
    full = full || !out.raw(fragment, limit);
  }
}
