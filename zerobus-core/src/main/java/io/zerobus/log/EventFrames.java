// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames of the throwables of one event, each throwable asked for them once: a {@link
 * Throwable} copies them each time. Not thread-safe.
 */
final class EventFrames {

  private static final int MOST_THROWABLES = 8;
  private static final int MOST_KEPT_FRAMES = 256;

  private final FrameCache cache;
  private final @Nullable Object[] throwables = new Object[MOST_THROWABLES];
  private final Trace[] traces = new Trace[MOST_THROWABLES];
  private final JsonBuffer scratch = new JsonBuffer(256);
  private int count;

  EventFrames(FrameCache cache) {
    this.cache = cache;
    Arrays.setAll(traces, i -> new Trace());
  }

  /** The frames of a throwable of the present event, innermost first. */
  <T> Trace of(T throwable, ThrowableShape<T> shape) {
    for (int i = 0; i < count; i++) {
      if (throwables[i] == throwable) {
        return traces[i];
      }
    }
    if (count == MOST_THROWABLES) {
      Trace trace = new Trace();
      trace.read(throwable, shape, this);
      return trace;
    }
    Trace trace = traces[count];
    trace.read(throwable, shape, this);
    throwables[count++] = throwable;
    return trace;
  }

  /** Nothing of the event is kept. */
  void clear() {
    for (int i = 0; i < MOST_THROWABLES; i++) {
      throwables[i] = null;
      traces[i].clear();
    }
    count = 0;
  }

  /** The frames of one throwable. */
  static final class Trace {
    static final Trace EMPTY = new Trace();

    private static final Frame[] NONE = {};

    private Frame[] frames = NONE;
    private int length;

    int length() {
      return length;
    }

    Frame get(int index) {
      return frames[index];
    }

    private <T> void read(T throwable, ThrowableShape<T> shape, EventFrames owner) {
      Object[] elements = shape.frames(throwable);
      if (frames.length < elements.length) {
        frames = new Frame[Math.max(elements.length, 2 * frames.length)];
      }
      for (int i = 0; i < elements.length; i++) {
        frames[i] = owner.cache.of(shape.frame(elements[i]), owner.scratch);
      }
      length = elements.length;
    }

    private void clear() {
      if (frames.length > MOST_KEPT_FRAMES) {
        frames = NONE;
      } else {
        Arrays.fill(frames, 0, length, null);
      }
      length = 0;
    }
  }
}
