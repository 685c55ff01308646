// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class TextCacheTest {

  private static final int NO_LIMIT = 1 << 20;

  private final TextCache cache = new TextCache("<".getBytes(UTF_8), ">".getBytes(UTF_8));
  private final JsonBuffer out = new JsonBuffer(16);

  @Test
  void write_newOrKnown_isTheSame() {
    for (int round = 0; round < 4; round++) {
      assertThat(write("a \"b\"\n\u20ac", NO_LIMIT)).isEqualTo("<a \\\"b\\\"\\n\u20ac>");
      assertThat(cache.textEnd(out)).isEqualTo(out.length() - 1);
    }
  }

  @Test
  void write_ofMoreTextsThanThereAreSlots_isRightForEach() {
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(write("text " + i, NO_LIMIT)).isEqualTo("<text " + i + ">");
      }
    }
  }

  @Test
  void write_ofALongText_isCutAtItsLimit() {
    for (int round = 0; round < 4; round++) {
      out.setLength(0);
      assertThat(cache.write("x".repeat(1_000), out, 300)).isFalse();
      assertThat(text()).isEqualTo("<" + "x".repeat(300) + ">");
    }
  }

  /** Threads that are named once and never again must not be remembered. */
  @Test
  void write_ofTextsThatNeverComeAgain_allocatesNothing() {
    String[] names = new String[20_000];
    for (int i = 0; i < names.length; i++) {
      names[i] = "task-" + i;
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (String name : names) {
        out.setLength(0);
        boolean unused = cache.write(name, out, NO_LIMIT);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isZero();
  }

  private String write(String text, int maxBytes) {
    out.setLength(0);
    assertThat(cache.write(text, out, maxBytes)).isTrue();
    return text();
  }

  private String text() {
    return new String(out.bytes(), 0, out.length(), UTF_8);
  }
}
