// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.Test;

/**
 * Three faults of the first Zerobus SDK for Java, each a consequence of its structure, that this
 * engine must not have. Fake connection, fake clock.
 */
class SeedSdkFaultsTest {

  /**
   * A: the token endpoint fails once during a reconnect. There: RECOVERING for ever, flush hangs
   * past its time-out.
   */
  @Test
  void faultA_tokenFailsOnceDuringReconnect_streamRecoversAndFlushEnds() {
    SenderRig rig = new SenderRig(SenderRig.bounded().build());
    FakeConnection first = rig.open();
    rig.offer("a");
    SenderRig.Waiter flush = rig.flush();
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.pass(2 * SECOND);

    FakeConnection second = rig.last();
    second.credentialsFail(CredentialsException.unreachable("HTTP 503", null));
    rig.run();
    assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.BACKOFF);
    rig.pass(4 * SECOND);

    FakeConnection third = rig.open();
    assertThat(third).isNotSameAs(second);
    assertThat(third.records()).containsExactly("a");
    third.serverAcks(0);
    rig.run();
    assertThat(flush.isDone()).isTrue();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.RUNNING);
  }

  /** A, the bad end: the token endpoint stays away. Flush fails when the budget is spent. */
  @Test
  void faultA_tokenFailsForEver_flushFailsWithTheReason() {
    SenderRig rig = new SenderRig(SenderRig.bounded().build());
    FakeConnection first = rig.open();
    rig.offer("a");
    SenderRig.Waiter flush = rig.flush();
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    for (int i = 0; i < 3; i++) {
      rig.pass(30 * SECOND);
      rig.last().credentialsFail(CredentialsException.unreachable("HTTP 503", null));
      rig.run();
    }
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(flush.hasFailed()).isTrue();
    assertThat(flush.failure.message()).contains("HTTP 503", "3 retries");
  }

  /**
   * B: after a close signal and a reconnect, the old call acknowledges its own records, as the real
   * server does after our half-close. There: new records counted as durable that nobody stored.
   */
  @Test
  void faultB_lateAckOfTheOldCall_makesNothingOfTheNewCallDurable() {
    SenderRig rig = new SenderRig(SenderRig.bounded().build());
    FakeConnection first = rig.open();
    for (int i = 0; i < 5; i++) {
      rig.offer("old" + i);
      rig.run();
    }
    rig.pass(2 * SECOND);
    first.serverSignalsClose(0);
    rig.run();
    rig.pass(Sender.FINISH_NANOS); // the final acknowledgments do not come in time
    FakeConnection second = rig.open();
    for (int i = 0; i < 5; i++) {
      rig.offer("new" + i);
      rig.run();
    }
    SenderRig.Waiter flush = rig.flush();
    rig.run();

    first.serverAcks(4);
    rig.run();

    assertThat(rig.buffer.ackedEntries()).isZero();
    assertThat(rig.sender.staleEvents()).isEqualTo(1);
    assertThat(flush.calls).isZero();
    assertThat(second.records())
        .containsExactly(
            "old0", "old1", "old2", "old3", "old4", "new0", "new1", "new2", "new3", "new4");
    second.serverAcks(second.offsets.get(second.offsets.size() - 1));
    rig.run();
    assertThat(flush.isDone()).isTrue();
  }

  /**
   * C: a retriable failure while close() flushes. There: close returns with the stream RECOVERING
   * or OPENED, or hangs; a closed stream accepts records that never finish.
   */
  @Test
  void faultC_retriableFailureWhileClosing_deliversTheRestThenIsClosed() {
    SenderRig rig = new SenderRig(SenderRig.bounded().build());
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    rig.close(60 * SECOND);
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();

    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
    assertThat(rig.offer("too late")).isEqualTo(RecordBuffer.CLOSED);
    rig.pass(2 * SECOND);
    FakeConnection second = rig.open();
    assertThat(second.records()).containsExactly("a");
    second.serverAcks(0);
    rig.run();
    second.ends(Status.OK);
    rig.run();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSED);
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
    assertThat(rig.connections).hasSize(2);
  }

  /** C, the bad end: the service stays away. The close ends with its time, not later. */
  @Test
  void faultC_serviceStaysAway_closeEndsWithItsTimeAndTheRestIsReadable() {
    SenderRig rig = new SenderRig(SenderRig.forEver().build());
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    rig.close(5 * SECOND);
    rig.run();
    first.ends(Status.UNAVAILABLE);
    for (int i = 0; i < 50; i++) {
      rig.run();
      assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
      FakeConnection last = rig.last();
      if (!last.isEnded()) {
        last.ends(Status.UNAVAILABLE);
      }
      rig.pass(SECOND / 10 - 1);
    }
    rig.pass(50);
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSED);
    assertThat(rig.buffer.copyUnacked()).hasSize(1);
  }
}
