// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/**
 * A hash of the shape of a stack trace: the classes of the throwable and of its causes, and class
 * and method of their frames. Messages, line numbers and suppressed throwables do not count, nor
 * does what changes from run to run: numbers of proxies, lambdas and generated classes, and the
 * frames of reflection. It is the same in each JVM, because {@link String#hashCode()} is specified.
 */
final class StackHash {

  private static final int MAX_CAUSES = 64;
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private StackHash() {}

  static <T> long of(T throwable, ThrowableShape<T> shape, EventFrames frames) {
    long hash = 1;
    T current = throwable;
    for (int depth = 0; depth < MAX_CAUSES; depth++) {
      hash = mix(hash, shapeOf(shape.className(current)));
      EventFrames.Trace trace = frames.of(current, shape);
      for (int i = 0; i < trace.length(); i++) {
        Frame frame = trace.get(i);
        if (frame.isCounted()) {
          hash = mix(hash, frame.shape());
        }
      }
      T cause = shape.cause(current);
      if (cause == null || cause == current || shape.isCircular(cause)) {
        break;
      }
      current = cause;
    }
    return hash;
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * PRIME;
    return mixed ^ (mixed >>> 29);
  }

  /** Its frames differ between the first calls of a method and the later ones, and between JDKs. */
  static boolean isReflection(String className) {
    char first = className.isEmpty() ? 0 : className.charAt(0);
    return (first == 'j'
            && (className.startsWith("java.lang.reflect.")
                || className.startsWith("java.lang.invoke.")
                || className.startsWith("jdk.internal.reflect.")))
        || (first == 's' && className.startsWith("sun.reflect."));
  }

  /** Of class and method. */
  static long shapeOf(StackTraceElement frame) {
    return mix(mix(1, shapeOf(frame.getClassName())), shapeOf(frame.getMethodName()));
  }

  /** The hash of a name without what a generator counts. */
  static int shapeOf(String name) {
    return name.indexOf('$') < 0 ? name.hashCode() : shapeOfGenerated(name);
  }

  /**
   * {@code Service$$Lambda$14/0x1f} and {@code Service$$SpringCGLIB$$0} count as {@code Service$$},
   * {@code $Proxy12} as {@code $Proxy}, {@code lambda$run$3} as {@code lambda$run$}.
   */
  private static int shapeOfGenerated(String name) {
    int generated = name.indexOf("$$");
    int end = generated < 0 ? name.length() : generated + 2;
    if (generated < 0 && (name.startsWith("lambda$") || name.contains("$Proxy"))) {
      while (end > 0 && isDigit(name.charAt(end - 1))) {
        end--;
      }
    }
    int hash = 0;
    for (int i = 0; i < end; i++) {
      hash = 31 * hash + name.charAt(i);
    }
    return hash;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** 16 hexadecimal digits. */
  static void write(long hash, JsonBuffer out) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      out.hexDigit((int) (hash >>> shift));
    }
  }
}
