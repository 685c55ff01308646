// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.MILLI;
import static io.zerobus.ingest.SenderRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstContactTest {
  private static final long NEVER = Sender.NO_DEADLINE;

  private final FirstContact contact = new FirstContact();

  @Test
  void notUrgent_isWaitedForWithoutEnd() {
    contact.onAttempt(0);
    for (int i = 0; i < 10; i++) {
      assertThat(contact.onFailure()).isFalse();
    }
    assertThat(contact.deadlineNanos()).isEqualTo(NEVER);
  }

  @Test
  void youngAttempt_getsTwoSecondsFromItsStart() {
    contact.onAttempt(5 * SECOND);
    contact.onUrgent(false, 6 * SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(7 * SECOND);
    assertThat(contact.isGivenUp(false, 2 * SECOND)).isTrue();
    assertThat(contact.deadlineNanos()).isEqualTo(NEVER);
  }

  @Test
  void credentials_giveTwoSecondsMore() {
    contact.onAttempt(0);
    contact.onUrgent(false, 0);
    contact.onLife(1500 * MILLI);
    assertThat(contact.deadlineNanos()).isEqualTo(3500 * MILLI);
  }

  @Test
  void socket_isWaitedFor() {
    contact.onAttempt(0);
    contact.onUrgent(false, 0);
    assertThat(contact.isGivenUp(true, 2 * SECOND)).isFalse();
    assertThat(contact.deadlineNanos()).isEqualTo(3 * SECOND);
    assertThat(contact.isGivenUp(true, 3 * SECOND)).isTrue();
  }

  @Test
  void socketThereAlready_isWaitedFor() {
    contact.onAttempt(0);
    contact.onUrgent(true, SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(3 * SECOND);
    assertThat(contact.isGivenUp(true, 3 * SECOND)).isTrue();
  }

  @Test
  void socketThereForLongWithoutAnAnswer_isOverSoon() {
    contact.onAttempt(0);
    contact.onUrgent(true, 10 * SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(10 * SECOND + 250 * MILLI);
  }

  @Test
  void silentAttempt_isOverSoon() {
    contact.onAttempt(0);
    contact.onUrgent(false, 2 * SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(2250 * MILLI);
  }

  @Test
  void failedBefore_isOverSoon_whateverSocketsThereAre() {
    contact.onAttempt(0);
    boolean unused = contact.onFailure();
    contact.onUrgent(false, SECOND);
    contact.onAttempt(SECOND);
    contact.onLife(SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(1250 * MILLI);
    assertThat(contact.isGivenUp(true, 1250 * MILLI)).isTrue();
  }

  @Test
  void failedBefore_lastAttemptFails_isOverAtOnce() {
    contact.onAttempt(0);
    assertThat(contact.onFailure()).isFalse();
    contact.onUrgent(false, SECOND);
    contact.onAttempt(SECOND);
    assertThat(contact.onFailure()).isTrue();
  }

  @Test
  void failedBefore_theServiceAnswersNow_isWaitedFor() {
    contact.onAttempt(0);
    boolean unused = contact.onFailure();
    contact.onUrgent(false, SECOND);
    contact.onAttempt(SECOND);
    contact.onAnswer();
    assertThat(contact.deadlineNanos()).isEqualTo(NEVER);
  }

  @Test
  void failsOnceItIsUrgent_getsASecondAttempt() {
    contact.onAttempt(0);
    contact.onUrgent(false, 0);
    assertThat(contact.onFailure()).isFalse();
    assertThat(contact.deadlineNanos()).isEqualTo(NEVER);
    contact.onAttempt(SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(3 * SECOND);
    assertThat(contact.onFailure()).isTrue();
  }

  @Test
  void opened_isNeverGivenUpAgain() {
    contact.onAttempt(0);
    contact.onUrgent(false, 0);
    contact.onOpened();
    contact.onAttempt(SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(NEVER);
    for (int i = 0; i < 10; i++) {
      assertThat(contact.onFailure()).isFalse();
    }
  }
}
