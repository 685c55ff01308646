// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpeningPaceTest {
  private final OpeningPace pace = OpeningPace.ofAMinute();

  @Test
  void allowance_isThereAtOnce() {
    for (int i = 0; i < OpeningPace.MAX_OPENINGS; i++) {
      assertThat(pace.takeOpening(7)).isEqualTo(7);
    }
    assertThat(pace.takeOpening(7)).isEqualTo(7 + 60 * SECOND);
  }

  @Test
  void spent_comesBackOpeningByOpening() {
    for (int i = 0; i < OpeningPace.MAX_OPENINGS; i++) {
      pace.onOpening(i * SECOND);
    }
    for (int i = 0; i < 100; i++) {
      long next = (i / 20 + 1) * 60 * SECOND + i % 20 * SECOND;
      assertThat(pace.takeOpening(next - 1)).isEqualTo(next);
      assertThat(pace.takeOpening(next)).isEqualTo(next);
    }
  }
}
