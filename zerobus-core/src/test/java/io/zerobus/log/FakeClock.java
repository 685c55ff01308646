// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that stands until it is moved; it begins near the overflow of a long on purpose. */
final class FakeClock implements LongSupplier {

  private long nanos = Long.MAX_VALUE - 1000;

  @Override
  public long getAsLong() {
    return nanos;
  }

  void advance(Duration duration) {
    nanos += duration.toNanos();
  }
}
