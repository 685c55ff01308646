// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogRecordWriterAllocationTest {

  private static final int EVENTS = 20_000;

  // Complaint 25.
  @Test
  void write_ofAPlainEventInTheSteadyState_allocatesNothing() {
    assertThat(leastAllocatedBytes(TestSettings.complete().addField("e", "p"))).isZero();
  }

  @Test
  void write_withMasksListsAndPromotedTexts_allocatesNothing() {
    assertThat(
            leastAllocatedBytes(
                TestSettings.complete()
                    .addMask("*password*")
                    .addMask("?equest")
                    .set("mdcInclude", "user,req*,none")
                    .set("mdcExclude", "*secret*,x?z")
                    .addPromotion("user", "user_name", "STRING")
                    .addPromotion("k", null, null)
                    .addColumn("message", "msg", null)
                    .addColumn("thread", null, "false")))
        .isZero();
  }

  @Test
  void write_ofTextsIntoAVariant_allocatesNothing() {
    assertThat(leastAllocatedBytes(TestSettings.complete().set("keyValuesType", "variant")))
        .isZero();
  }

  /** A {@link Throwable} copies its frames for whoever asks; the shape here does not. */
  @Test
  void write_ofAnExceptionWithKnownFrames_allocatesNothing() {
    LogRecordWriter writer = LogRecordWriterTest.writer(TestSettings.complete());
    KeptFrames cause = new KeptFrames(new IllegalStateException("cause"), null);
    KeptFrames throwable = new KeptFrames(new IllegalArgumentException("outer"), cause);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < EVENTS / 10; i++) {
        writer.begin(i);
        writer.exception(throwable, KeptFrames.SHAPE);
        StringBuilder message = writer.scratch();
        message.append("Order ").append(i).append(" from a builder, longer than a word or two");
        writer.messageOf(message);
        if (writer.finish() < 0) {
          throw new AssertionError();
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isZero();
  }

  /** What a framework makes of a throwable: the frames once, for all who ask. */
  private static final class KeptFrames {
    private static final KeptFrames[] NONE = {};
    private static final ThrowableShape<KeptFrames> SHAPE =
        new ThrowableShape<>() {
          @Override
          public String className(KeptFrames throwable) {
            return throwable.throwable.getClass().getName();
          }

          @Override
          public @Nullable String message(KeptFrames throwable) {
            return throwable.throwable.getMessage();
          }

          @Override
          public Object[] frames(KeptFrames throwable) {
            return throwable.frames;
          }

          @Override
          public StackTraceElement frame(Object frame) {
            return (StackTraceElement) frame;
          }

          @Override
          public @Nullable KeptFrames cause(KeptFrames throwable) {
            return throwable.cause;
          }

          @Override
          public KeptFrames[] suppressed(KeptFrames throwable) {
            return NONE;
          }

          @Override
          public boolean isCircular(KeptFrames throwable) {
            return false;
          }
        };

    private final Throwable throwable;
    private final Object[] frames;
    private final @Nullable KeptFrames cause;

    KeptFrames(Throwable throwable, @Nullable KeptFrames cause) {
      this.throwable = throwable;
      this.frames = throwable.getStackTrace();
      this.cause = cause;
    }
  }

  /** A compiler at work on this thread's behalf may add a little to a round, never to all. */
  private static long leastAllocatedBytes(AppenderSettings.Builder settings) {
    LogRecordWriter writer = LogRecordWriterTest.writer(settings);
    Map<String, String> mdc = new LinkedHashMap<>();
    mdc.put("user", "u-1");
    mdc.put("request", "r-\u00E4\u20AC");
    mdc.put("none", null);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 0; round++) {
      least = Math.min(least, allocatedBytes(writer, mdc));
    }
    return least;
  }

  private static long allocatedBytes(LogRecordWriter writer, Map<String, String> mdc) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < EVENTS; i++) {
      writer.begin(i);
      writer.timestampMicros(1_763_818_068_123_456L + i);
      writer.level("INFO");
      writer.logger("com.example.shop.OrderService");
      writer.thread("http-nio-8080-exec-1");
      writer.message("Order 4711 \"shipped\"\n to \uD83D\uDE00");
      writer.mdc(mdc);
      writer.traceId("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
      writer.beginKeyValues();
      writer.keyValue("k", "v");
      writer.endKeyValues();
      if (writer.finish() < 0) {
        throw new AssertionError();
      }
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
