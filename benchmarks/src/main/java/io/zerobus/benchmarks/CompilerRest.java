// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Says when the compilers of this JVM have come to rest. How long that takes differs by more than
 * ten times between contenders, so a warm-up of a fixed time would measure some of them half
 * compiled, with the compilers at work beside. Begins when it is made; not thread-safe.
 */
public final class CompilerRest {

  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  private final long leastNanos;
  private final long restNanos;
  private final long mostNanos;

  /** So much compilation within the rest is none: a method of the JDK here and there. */
  private final long restMillis;

  private final long startNanos = System.nanoTime();
  private long restBeganNanos = startNanos;
  private long compiledMillis = COMPILERS.getTotalCompilationTime();

  /**
   * After the least time, the rest has come when so many seconds have passed with less than 1 % of
   * them compiled; after the most it counts as come.
   */
  public CompilerRest(long leastSeconds, long restSeconds, long mostSeconds) {
    leastNanos = TimeUnit.SECONDS.toNanos(leastSeconds);
    restNanos = TimeUnit.SECONDS.toNanos(restSeconds);
    mostNanos = TimeUnit.SECONDS.toNanos(mostSeconds);
    restMillis = TimeUnit.SECONDS.toMillis(restSeconds) / 100;
  }

  /** Whether it has come; to be asked several times within the rest. */
  public boolean hasCome() {
    long now = System.nanoTime();
    // A long compilation is counted when it ends: the rest must be longer than any.
    long compiled = COMPILERS.getTotalCompilationTime();
    if (compiled - compiledMillis > restMillis) {
      compiledMillis = compiled;
      restBeganNanos = now;
    }
    long passedNanos = now - startNanos;
    return passedNanos >= mostNanos
        || (passedNanos >= leastNanos && now - restBeganNanos >= restNanos);
  }
}
