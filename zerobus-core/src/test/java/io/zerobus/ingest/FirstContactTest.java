// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.FirstContact.CONNECTED_NANOS;
import static io.zerobus.ingest.FirstContact.LAST_ATTEMPT_NANOS;
import static io.zerobus.ingest.FirstContact.SILENCE_NANOS;
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
  void youngAttempt_isWaitedForFromItsStart() {
    contact.onAttempt(5 * SECOND);
    contact.onUrgent(false, 6 * SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(5 * SECOND + SILENCE_NANOS);
    assertThat(contact.isGivenUp(false, 5 * SECOND + SILENCE_NANOS)).isTrue();
    assertThat(contact.deadlineNanos()).isEqualTo(NEVER);
  }

  @Test
  void credentials_areASignOfLife() {
    contact.onAttempt(0);
    contact.onUrgent(false, 0);
    contact.onLife(1500 * MILLI);
    assertThat(contact.deadlineNanos()).isEqualTo(1500 * MILLI + SILENCE_NANOS);
  }

  @Test
  void socket_isWaitedFor() {
    contact.onAttempt(0);
    contact.onUrgent(false, 0);
    assertThat(contact.isGivenUp(true, SILENCE_NANOS)).isFalse();
    assertThat(contact.deadlineNanos()).isEqualTo(SILENCE_NANOS + CONNECTED_NANOS);
    assertThat(contact.isGivenUp(true, SILENCE_NANOS + CONNECTED_NANOS)).isTrue();
  }

  @Test
  void socketThereAlready_isWaitedFor() {
    contact.onAttempt(0);
    contact.onUrgent(true, SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(SILENCE_NANOS + CONNECTED_NANOS);
    assertThat(contact.isGivenUp(true, SILENCE_NANOS + CONNECTED_NANOS)).isTrue();
  }

  @Test
  void socketThereForLongWithoutAnAnswer_isOverSoon() {
    contact.onAttempt(0);
    contact.onUrgent(true, 10 * SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(10 * SECOND + LAST_ATTEMPT_NANOS);
  }

  @Test
  void silentAttempt_isOverSoon() {
    contact.onAttempt(0);
    contact.onUrgent(false, SILENCE_NANOS);
    assertThat(contact.deadlineNanos()).isEqualTo(SILENCE_NANOS + LAST_ATTEMPT_NANOS);
  }

  @Test
  void failedBefore_isOverSoon_whateverSocketsThereAre() {
    contact.onAttempt(0);
    boolean unused = contact.onFailure();
    contact.onUrgent(false, SECOND);
    contact.onAttempt(SECOND);
    contact.onLife(SECOND);
    assertThat(contact.deadlineNanos()).isEqualTo(SECOND + LAST_ATTEMPT_NANOS);
    assertThat(contact.isGivenUp(true, SECOND + LAST_ATTEMPT_NANOS)).isTrue();
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
    assertThat(contact.deadlineNanos()).isEqualTo(SECOND + SILENCE_NANOS);
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
