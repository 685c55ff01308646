// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameCacheTest {

  private final FrameCache cache = new FrameCache();
  private final JsonBuffer scratch = new JsonBuffer(16);

  @Test
  void of_anEqualElement_isTheSameFrame() {
    Frame first = cache.of(element("com.example.Shop", 7), scratch);
    assertThat(cache.of(element("com.example.Shop", 7), scratch)).isSameAs(first);
    assertThat(cache.of(element("com.example.Shop", 8), scratch)).isNotSameAs(first);
  }

  @Test
  void of_moreElementsThanThereAreSlots_isRightForEach() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5_000; i++) {
        StackTraceElement element = element("com.example.C" + i, i);
        assertThat(line(cache.of(element, scratch))).isEqualTo("at " + element);
      }
    }
  }

  @Test
  void of_aLongName_isWrittenButNotKept() {
    StackTraceElement element = element("c".repeat(10_000), 1);
    Frame frame = cache.of(element, scratch);

    assertThat(frame.isKept()).isFalse();
    assertThat(line(frame)).isEqualTo("at " + element);
    assertThat(cache.of(element, scratch)).isNotSameAs(frame);
  }

  @Test
  void writeLineTo_beyondTheLimit_saysSo() {
    Frame frame = cache.of(element("com.example.Shop", 7), scratch);
    JsonBuffer out = new JsonBuffer(16);
    assertThat(frame.writeLineTo(out, 0, 10)).isFalse();
    assertThat(out.length()).isLessThanOrEqualTo(10);
  }

  @Test
  void writeLineTo_eachLevel_isOneMoreTab() {
    Frame frame = cache.of(element("com.example.Shop", 7), scratch);
    JsonBuffer out = new JsonBuffer(16);
    assertThat(frame.writeLineTo(out, 2, 1 << 20)).isTrue();
    assertThat(new String(out.bytes(), 0, out.length(), UTF_8))
        .isEqualTo("\\n\\t\\t\\tat com.example.Shop.buy(Shop.java:7)");
  }

  /** Without the line end and the tab. */
  private static String line(Frame frame) {
    JsonBuffer out = new JsonBuffer(16);
    assertThat(frame.writeLineTo(out, 0, 1 << 20)).isTrue();
    String line = new String(out.bytes(), 0, out.length(), UTF_8);
    assertThat(line).startsWith("\\n\\t");
    return line.substring(4);
  }

  private static StackTraceElement element(String className, int line) {
    return new StackTraceElement(className, "buy", "Shop.java", line);
  }
}
