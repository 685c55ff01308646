// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SegmentPoolTest {

  private static final int BOUND = 512;

  private final SegmentPool pool = new SegmentPool((long) BOUND * SegmentPool.SEGMENT_BYTES);
  private final Set<byte[]> made = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<byte[]> held = new ArrayDeque<>();

  private void take(int count) {
    for (int i = 0; i < count; i++) {
      byte[] segment = pool.take();
      made.add(segment);
      held.add(segment);
    }
  }

  private void giveBack(int count) {
    for (int i = 0; i < count; i++) {
      pool.giveBack(held.remove());
    }
  }

  @Test
  void fullBuffer_thatGoesUpAndDown_makesNothingAnew() {
    take(BOUND);
    for (int round = 0; round < 50; round++) {
      giveBack(200);
      take(200);
    }
    assertThat(made).hasSize(BOUND);
  }

  @Test
  void emptyBuffer_keepsAnEighthOfTheBound() {
    take(BOUND);
    giveBack(BOUND);
    assertThat(pool.held()).isZero();
    assertThat(pool.free()).isEqualTo(BOUND / 8);

    take(BOUND / 8);
    assertThat(made).hasSize(BOUND);
  }

  @Test
  void trickleAfterABurst_givesTheMemoryOfTheBurstUp() {
    take(BOUND);
    giveBack(BOUND - 100);
    assertThat(pool.free()).isGreaterThan(200);
    for (int i = 0; i < 98; i++) {
      giveBack(1);
    }
    for (int i = 0; i < 300; i++) {
      take(1);
      giveBack(1);
    }
    assertThat(pool.held()).isEqualTo(2);
    assertThat(pool.free()).isLessThanOrEqualTo(BOUND / 8 + 4);
  }

  /** What is free was held before: there is never more in all than once was held. */
  @Test
  void heldAndFree_areNeverMoreThanWereHeldOnce() {
    take(BOUND);
    for (int i = BOUND; i > 0; i--) {
      giveBack(1);
      assertThat(pool.held() + pool.free()).isLessThanOrEqualTo(BOUND);
    }
  }
}
