// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.ingest.InFlightBatches.Ack;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightBatchesTest {
  private final InFlightBatches inFlight = new InFlightBatches();

  @Test
  void ack_nothingSent_isAViolation() {
    assertThat(inFlight.ack(0)).isEqualTo(Ack.VIOLATION);
    assertThat(inFlight.ack(-1)).isEqualTo(Ack.VIOLATION);
  }

  @Test
  void ack_repeatedOrLower_isStale() {
    inFlight.add(10, 1, 1);
    inFlight.add(20, 2, 2);
    assertThat(inFlight.ack(1)).isEqualTo(Ack.PROGRESS);
    assertThat(inFlight.ack(1)).isEqualTo(Ack.STALE);
    assertThat(inFlight.ack(0)).isEqualTo(Ack.STALE);
    assertThat(inFlight.ack(2)).isEqualTo(Ack.VIOLATION);
  }

  @Test
  void reset_offsetsBeginAnew() {
    inFlight.add(10, 1, 1);
    inFlight.reset();
    assertThat(inFlight.isEmpty()).isTrue();
    assertThat(inFlight.nextOffset()).isZero();
    assertThat(inFlight.ack(0)).isEqualTo(Ack.VIOLATION);
  }

  @Test
  void ack_randomTraffic_mapsToTheRightPosition() {
    Random random = new Random(7);
    long sent = 0;
    long acked = 0;
    for (int step = 0; step < 100_000; step++) {
      if (random.nextInt(5) < 3) {
        sent++;
        inFlight.add(sent * 10, sent * 2, sent * 3);
        assertThat(inFlight.nextOffset()).isEqualTo(sent);
      } else if (sent > acked) {
        acked += 1 + random.nextInt((int) Math.min(50, sent - acked));
        assertThat(inFlight.ack(acked - 1)).isEqualTo(Ack.PROGRESS);
        assertThat(inFlight.ackedPosition()).isEqualTo(acked * 10);
        assertThat(inFlight.ackedEntries()).isEqualTo(acked * 2);
        assertThat(inFlight.ackedRecords()).isEqualTo(acked * 3);
        assertThat(inFlight.size()).isEqualTo((int) (sent - acked));
      }
    }
  }
}
