// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpeningPaceTest {
  private final OpeningPace pace = new OpeningPace(OpeningPace.WINDOW_NANOS);

  @Test
  void allowance_isThereAtOnce() {
    for (int i = 0; i < OpeningPace.MAX_OPENINGS; i++) {
      assertThat(pace.allowedAt(7)).isLessThanOrEqualTo(7);
      pace.onOpening(7);
    }
    assertThat(pace.allowedAt(7)).isEqualTo(7 + 60 * SECOND);
  }

  @Test
  void spent_comesBackOpeningByOpening() {
    for (int i = 0; i < OpeningPace.MAX_OPENINGS; i++) {
      pace.onOpening(i * SECOND);
    }
    for (int i = 0; i < 100; i++) {
      long next = pace.allowedAt(0);
      assertThat(next).isEqualTo((i / 20 + 1) * 60 * SECOND + i % 20 * SECOND);
      pace.onOpening(next);
    }
  }
}
