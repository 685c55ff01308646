// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.Effort;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Logs both kinds of events in turn, as an application does, so that none has the code for itself,
 * until the JVM's compilers have come to rest. How long that takes differs by more than ten times
 * between contenders, so a fixed time would measure some of them half compiled.
 */
final class WarmUp {

  /** Together no more than any queue has room for. */
  private static final int BURSTS_AT_ONCE = 16;

  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  private final long leastNanos;
  private final long mostNanos;
  private final long restNanos;

  /** So much compilation within the rest is none: a method of the JDK here and there. */
  private final long restMillis;

  private WarmUp(long leastSeconds, long restSeconds, long mostSeconds) {
    leastNanos = TimeUnit.SECONDS.toNanos(leastSeconds);
    restNanos = TimeUnit.SECONDS.toNanos(restSeconds);
    mostNanos = TimeUnit.SECONDS.toNanos(mostSeconds);
    restMillis = TimeUnit.SECONDS.toMillis(restSeconds) / 100;
  }

  /** At least 6 s, then until 4 s have passed with less than 1 % of them compiled; at most 60 s. */
  static WarmUp of(Effort effort) {
    return effort.choose(new WarmUp(6, 4, 60), new WarmUp(1, 1, 1));
  }

  /** For what is measured twice for each contender, and beside other figures: 20 s at most. */
  static WarmUp ofWitness(Effort effort) {
    return effort.choose(new WarmUp(3, 2, 20), new WarmUp(1, 1, 1));
  }

  /**
   * Logs, and drains what is logged, until it is warm.
   *
   * @return how many events it has logged
   */
  long run(Contender contender) throws Exception {
    long startNanos = System.nanoTime();
    long restBeganNanos = startNanos;
    long compiledMillis = 0;
    long logged = 0;
    long now = startNanos;
    while (now - startNanos < mostNanos
        && (now - startNanos < leastNanos || now - restBeganNanos < restNanos)) {
      for (LogCall call : LogCall.values()) {
        for (int burst = 0; burst < BURSTS_AT_ONCE; burst++) {
          call.log(contender, (int) logged);
          logged += call.burst();
        }
        long unused = contender.settle(logged);
      }
      now = System.nanoTime();
      // A long compilation is counted when it ends: the rest must be longer than any.
      long compiled = COMPILERS.getTotalCompilationTime();
      if (compiled - compiledMillis > restMillis) {
        compiledMillis = compiled;
        restBeganNanos = now;
      }
    }
    return logged;
  }
}
