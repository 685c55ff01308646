// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import java.nio.ByteBuffer;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.StringBuilderFormattable;
import org.apache.logging.log4j.util.TriConsumer;
import org.jspecify.annotations.Nullable;

/** Appenders at the end of a way, which measure nothing themselves. */
final class Log4jEnds {

  private Log4jEnds() {}

  abstract static class End extends AbstractAppender {

    End() {
      super("measured", null, null, true, Property.EMPTY_ARRAY);
    }
  }

  /** Looks at nothing: what Log4j costs without an appender. */
  static final class Ignoring extends End {

    @Override
    public void append(LogEvent event) {}
  }

  /** Keeps the event a moment and asks it for nothing: so it has to be made. */
  static final class Keeping extends End {

    private volatile Object last = "";

    @Override
    public void append(LogEvent event) {
      last = event;
    }

    Object last() {
      return last;
    }
  }

  /**
   * Reads what every appender has to read, without garbage where Log4j allows it: what Log4j itself
   * makes for an event that is not only thrown away.
   */
  static final class Reading extends End {

    private static final TriConsumer<String, Object, StringBuilder> ENTRY =
        (key, value, out) -> out.append(key).append(value);

    private final ThreadLocal<StringBuilder> text =
        ThreadLocal.withInitial(() -> new StringBuilder(4096));
    private volatile int last;

    @Override
    public void append(LogEvent event) {
      StringBuilder out = text.get();
      out.setLength(0);
      Message message = event.getMessage();
      if (message instanceof StringBuilderFormattable formattable) {
        formattable.formatTo(out);
      }
      event.getContextData().forEach(ENTRY, out);
      int frames = 0;
      for (Throwable thrown = event.getThrown(); thrown != null; thrown = thrown.getCause()) {
        frames += thrown.getStackTrace().length;
      }
      last = out.length() + frames;
    }

    int last() {
      return last;
    }
  }

  /** Counts, after another end has had the event. Called by one thread, that of a queue. */
  static final class Counting extends End {

    private final Arrivals arrivals;
    private final @Nullable End first;

    Counting(Arrivals arrivals, @Nullable End first) {
      this.arrivals = arrivals;
      this.first = first;
    }

    @Override
    public void append(LogEvent event) {
      if (first != null) {
        first.append(event);
      }
      arrivals.add(1);
    }
  }

  /** Encodes into a buffer, as Log4j's own appenders do, and forgets it. */
  static final class Encoding extends End {

    private final Layout<?> layout;
    private final ThreadLocal<Discarding> destination = ThreadLocal.withInitial(Discarding::new);

    Encoding(Layout<?> layout) {
      this.layout = layout;
    }

    @Override
    public void append(LogEvent event) {
      layout.encode(event, destination.get());
    }
  }

  /** As large as the buffer of Log4j's file appenders. Not thread-safe. */
  private static final class Discarding implements ByteBufferDestination {

    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);

    @Override
    public ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public ByteBuffer drain(ByteBuffer full) {
      return full.clear();
    }

    @Override
    public void writeBytes(ByteBuffer data) {
      if (data.remaining() > buffer.remaining()) {
        buffer.clear();
      }
      buffer.put(data);
    }

    @Override
    public void writeBytes(byte[] data, int offset, int length) {
      if (length > buffer.remaining()) {
        buffer.clear();
      }
      buffer.put(data, offset, length);
    }
  }
}
