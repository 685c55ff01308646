// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StackTraceWriterTest {

  @Test
  void write_ofAnOrdinaryException_isWhatTheJdkPrints() throws Exception {
    Throwable throwable = thrownDeep();
    StringWriter printed = new StringWriter();
    throwable.printStackTrace(new PrintWriter(printed));

    // The JDK names its module without a version, and the application's loader as "app//".
    String expected = printed.toString().trim().replace("app//", "").replace("\r", "");
    assertThat(write(throwable, 200, false)).isEqualTo(expected);
  }

  @Test
  void write_withCauseAndSuppressed_showsBothAndTheFramesInCommonOnce() throws Exception {
    Throwable root = throwable("root", "Root.open", "Main.main");
    Throwable suppressed = throwable("sup", "Res.close", "App.run", "Main.main");
    Throwable outer = throwable("outer", "App.run", "Main.main");
    outer.initCause(root);
    outer.addSuppressed(suppressed);

    assertThat(write(outer, 200, false))
        .isEqualTo(
            String.join(
                "\n",
                "java.lang.Exception: outer",
                "\tat App.run(F.java:1)",
                "\tat Main.main(F.java:1)",
                "\tSuppressed: java.lang.Exception: sup",
                "\t\tat Res.close(F.java:1)",
                "\t\t... 2 more",
                "Caused by: java.lang.Exception: root",
                "\tat Root.open(F.java:1)",
                "\t... 1 more"));
  }

  @Test
  void write_rootFirst_beginsWithTheWholeRoot() throws Exception {
    Throwable outer = throwable("outer", "App.run", "Main.main");
    outer.initCause(throwable("root", "Root.open", "Main.main"));

    assertThat(write(outer, 200, true))
        .isEqualTo(
            String.join(
                "\n",
                "java.lang.Exception: root",
                "\tat Root.open(F.java:1)",
                "\tat Main.main(F.java:1)",
                "Wrapped by: java.lang.Exception: outer",
                "\tat App.run(F.java:1)",
                "\t... 1 more"));
  }

  @Test
  void write_withMoreFramesThanTheLimit_saysHowManyAreCut() throws Exception {
    assertThat(write(throwable("m", "A.a", "B.b", "C.c", "D.d"), 1, false))
        .isEqualTo("java.lang.Exception: m\n\tat A.a(F.java:1)\n\t... 3 frames cut");
  }

  @Test
  void write_ofACircle_ends() throws Exception {
    Throwable a = throwable("a", "A.a");
    Throwable b = throwable("b", "B.b");
    a.initCause(b);
    b.initCause(a);
    b.addSuppressed(a);

    String outerFirst = write(a, 200, false);
    assertThat(outerFirst)
        .endsWith("Caused by: [CIRCULAR REFERENCE: java.lang.Exception: a]")
        .contains("\tSuppressed: [CIRCULAR REFERENCE: java.lang.Exception: a]");
    assertThat(write(a, 200, true)).startsWith("[CIRCULAR REFERENCE: java.lang.Exception: a]\n");
  }

  @Test
  void write_ofAnEndlessChain_ends() throws Exception {
    Throwable chain = throwable("0", "A.a");
    for (int i = 1; i < 20_000; i++) {
      Throwable outer = throwable(String.valueOf(i), "A.a" + i);
      outer.initCause(chain);
      chain = outer;
    }

    assertThat(write(chain, 200, false)).contains("[MORE THROWABLES: ").hasSizeLessThan(50_000);
    assertThat(write(chain, 200, true)).contains("[MORE THROWABLES: ").hasSizeLessThan(50_000);
  }

  @Test
  void write_ofDeeplyNestedSuppressed_ends() throws Exception {
    Throwable nested = throwable("0", "A.a");
    for (int i = 1; i < 5000; i++) {
      Throwable outer = throwable(String.valueOf(i), "A.a" + i);
      outer.addSuppressed(nested);
      nested = outer;
    }

    assertThat(write(nested, 200, false)).startsWith("java.lang.Exception: 4999\n");
  }

  @Test
  void write_ofOddFrames_isReadable() throws Exception {
    Throwable throwable = new Exception("m");
    throwable.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("A", "nat", "A.java", -2),
          new StackTraceElement("A", "unknown", null, -1),
          new StackTraceElement("A", "noLine", "A.java", -1),
          new StackTraceElement("app", "mod", "1.0", "A", "inModule", "A.java", 3),
        });

    assertThat(write(throwable, 200, false))
        .isEqualTo(
            String.join(
                "\n",
                "java.lang.Exception: m",
                "\tat A.nat(Native Method)",
                "\tat A.unknown(Unknown Source)",
                "\tat A.noLine(A.java)",
                "\tat mod/A.inModule(A.java:3)"));
  }

  @Test
  void write_beyondTheLimit_stopsThereAndSaysSo() {
    JsonBuffer buffer = new JsonBuffer(16);
    StackTraceWriter writer =
        new StackTraceWriter(buffer, new EventFrames(new FrameCache()), 200, false);

    assertThat(writer.write(throwable("m", "A.a", "B.b"), JdkThrowableShape.INSTANCE, 40))
        .isFalse();
    assertThat(buffer.length()).isBetween(1, 40);
  }

  private static String write(Throwable throwable, int maxFrames, boolean rootFirst)
      throws Exception {
    JsonBuffer buffer = new JsonBuffer(16);
    buffer.raw((byte) '"');
    StackTraceWriter writer =
        new StackTraceWriter(buffer, new EventFrames(new FrameCache()), maxFrames, rootFirst);
    assertThat(writer.write(throwable, JdkThrowableShape.INSTANCE, 1 << 20)).isTrue();
    buffer.raw((byte) '"');
    return new ObjectMapper()
        .readValue(
            new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8), String.class);
  }

  private static Throwable thrownDeep() {
    try {
      try {
        throw new IllegalArgumentException("inner\nsecond line");
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException("outer", e);
      }
    } catch (IllegalStateException e) {
      return e;
    }
  }

  /** A throwable with these frames, each {@code class.method}. */
  static Throwable throwable(String message, String... frames) {
    Throwable throwable = new Exception(message);
    StackTraceElement[] elements = new StackTraceElement[frames.length];
    for (int i = 0; i < frames.length; i++) {
      int dot = frames[i].lastIndexOf('.');
      elements[i] =
          new StackTraceElement(
              frames[i].substring(0, dot), frames[i].substring(dot + 1), "F.java", 1);
    }
    throwable.setStackTrace(elements);
    return throwable;
  }
}
