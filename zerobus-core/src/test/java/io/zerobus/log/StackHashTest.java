// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackHashTest {

  @Test
  void of_anotherMessageOrLine_isTheSame() {
    Throwable a = StackTraceWriterTest.throwable("a", "A.a");
    Throwable b = new Exception("b");
    b.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "a", "G.java", 99)});

    assertThat(hash(b)).isEqualTo(hash(a));
  }

  @Test
  void of_anotherClassMethodOrCause_differs() {
    Throwable withCause = StackTraceWriterTest.throwable("m", "A.a");
    withCause.initCause(StackTraceWriterTest.throwable("m", "A.a"));
    Throwable otherType = new Error("m");
    otherType.setStackTrace(withCause.getStackTrace());

    assertThat(
            Set.of(
                hash(StackTraceWriterTest.throwable("m", "A.a")),
                hash(StackTraceWriterTest.throwable("m", "A.b")),
                hash(StackTraceWriterTest.throwable("m", "B.a")),
                hash(StackTraceWriterTest.throwable("m", "A.a", "A.a")),
                hash(otherType),
                hash(withCause)))
        .hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    "com.A$$Lambda$14/0x0000000800c0.run, com.A$$Lambda$99/0x0000000900c0.run",
    "com.A$$SpringCGLIB$$0.run, com.A$$SpringCGLIB$$1.run",
    "jdk.proxy2.$Proxy12.run, jdk.proxy2.$Proxy345.run",
    "com.A.lambda$run$3, com.A.lambda$run$12",
  })
  void of_namesThatAGeneratorCounts_isTheSame(String first, String second) {
    assertThat(hash(StackTraceWriterTest.throwable("m", first)))
        .isEqualTo(hash(StackTraceWriterTest.throwable("m", second)));
  }

  @Test
  void of_innerClasses_tellsThemApart() {
    assertThat(hash(StackTraceWriterTest.throwable("m", "com.A$1.run")))
        .isNotEqualTo(hash(StackTraceWriterTest.throwable("m", "com.A$2.run")));
  }

  @Test
  void of_manyCallsByReflection_isTheSame() throws Exception {
    Method failing = StackHashTest.class.getDeclaredMethod("failing");
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      try {
        failing.invoke(null);
      } catch (InvocationTargetException e) {
        hashes.add(hash(e.getCause()));
      }
    }

    assertThat(hashes).hasSize(1);
  }

  @Test
  void of_aFixedTrace_isTheSameInEachVersion() {
    JsonBuffer buffer = new JsonBuffer(16);
    StackHash.write(hash(StackTraceWriterTest.throwable("m", "com.A.a", "com.B$1.b")), buffer);

    assertThat(new String(buffer.bytes(), 0, buffer.length())).isEqualTo("8d712cfcce4164c7");
  }

  @Test
  void of_aCircle_ends() {
    Throwable a = StackTraceWriterTest.throwable("a", "A.a");
    Throwable b = StackTraceWriterTest.throwable("b", "B.b");
    a.initCause(b);
    b.initCause(a);

    assertThat(hash(a)).isEqualTo(hash(a));
  }

  static void failing() {
    throw new IllegalStateException("by reflection");
  }

  private static long hash(Throwable throwable) {
    return StackHash.of(throwable, JdkThrowableShape.INSTANCE, new EventFrames(new FrameCache()));
  }
}
