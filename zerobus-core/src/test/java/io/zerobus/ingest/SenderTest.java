// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.MILLI;
import static io.zerobus.ingest.SenderRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.zerobus.KnownFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the sender does with records, and how it recovers; each cell is in {@link
 * SenderEventTableTest}.
 */
class SenderTest {
  private SenderRig rig = new SenderRig(SenderRig.bounded().build());

  @AfterEach
  void noDeadlineIsLeftAfterTheEnd() {
    if (rig.sender.lifecycle().isFinal()) {
      assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
      assertThat(rig.sender.waiters()).isZero();
      assertThat(rig.sender.inFlightBatches()).isZero();
      rig.connections.forEach(one -> assertThat(one.isEnded()).isTrue());
      rig.connections.forEach(FakeConnection::serverOpens);
      rig.connections.forEach(one -> one.serverAcks(0));
      long acked = rig.buffer.ackedEntries();
      int made = rig.connections.size();
      rig.pass(1000 * SECOND);
      assertThat(rig.buffer.ackedEntries()).isEqualTo(acked);
      assertThat(rig.connections).hasSize(made);
    }
  }

  // ---- the way of a record ---------------------------------------------------------------------

  @Test
  void send_openStream_offsetsCountFromZero() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.run();
    rig.offer("b");
    rig.offer("c");
    rig.run();

    assertThat(connection.offsets).containsExactly(0L, 1L);
    assertThat(connection.batches.get(0)).containsExactly("a");
    assertThat(connection.batches.get(1)).containsExactly("b", "c");
  }

  @Test
  void send_notReady_waitsForTheTransport() {
    FakeConnection connection = rig.open();
    connection.ready = false;
    rig.offer("a");
    rig.run();
    assertThat(connection.batches).isEmpty();

    connection.transportIsReady();
    rig.run();
    assertThat(connection.records()).containsExactly("a");
  }

  @Test
  void ack_cumulative_freesAllBelow() {
    FakeConnection connection = rig.open();
    for (String record : new String[] {"a", "b", "c"}) {
      rig.offer(record);
      rig.run();
    }
    connection.serverAcks(1);
    rig.run();
    assertThat(rig.ackedTo).isEqualTo(2);
    assertThat(rig.buffer.pendingRecords()).isEqualTo(1);

    connection.serverAcks(2);
    rig.run();
    assertThat(rig.buffer.isEmpty()).isTrue();
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
  }

  // Complaint 17.
  @Test
  void linger_recordWaits_untilTimeOrFlush() {
    rig = new SenderRig(SenderRig.bounded().batch(100, 1000, 20 * MILLI).build());
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.run();
    assertThat(connection.batches).isEmpty();
    rig.pass(20 * MILLI);
    assertThat(connection.records()).containsExactly("a");

    rig.offer("b");
    SenderRig.Waiter flush = rig.flush();
    rig.run();
    assertThat(connection.records()).containsExactly("a", "b");
    connection.serverAcks(1);
    rig.run();
    assertThat(flush.isDone()).isTrue();
  }

  /** To wake the sender costs a log call more than all the rest of it. */
  @Test
  void linger_streamInUse_senderLooksByItself_andNoRecordWaitsLonger() {
    FakeConnection connection = lingeringInUse();
    assertThat(rig.sender.prepareToPark(rig.now)).isEqualTo(rig.now + 20 * MILLI);

    rig.now += MILLI;
    rig.offer("b");
    rig.now += 18 * MILLI;
    rig.offer("c");
    assertThat(rig.sender.hasNews()).isFalse();
    rig.pass(MILLI);
    assertThat(connection.records()).containsExactly("a", "b", "c");
  }

  @Test
  void linger_streamInUse_wokenBetween_aRecordStillFillsItsBatch() {
    FakeConnection connection = lingeringInUse();
    long unused = rig.sender.prepareToPark(rig.now);
    rig.now += 5 * MILLI;
    rig.offer("b");
    connection.serverAcks(0);
    rig.run();
    assertThat(connection.records()).containsExactly("a");
    assertThat(rig.sender.prepareToPark(rig.now)).isEqualTo(rig.now + 15 * MILLI);
    rig.offer("c");
    rig.pass(15 * MILLI);
    assertThat(connection.records()).containsExactly("a", "b", "c");
  }

  /** What comes while the look's batches are sent has not waited since the look before. */
  @Test
  void linger_streamInUse_whatComesAfterTheLook_lingersAgain() {
    FakeConnection connection = lingeringInUse();
    long unused = rig.sender.prepareToPark(rig.now);
    rig.offer("b");
    connection.whileSending = () -> rig.offer("c");
    rig.pass(20 * MILLI);
    assertThat(connection.records()).containsExactly("a", "b");
    rig.pass(20 * MILLI);
    assertThat(connection.records()).containsExactly("a", "b", "c");
  }

  @Test
  void linger_severalBatchesAtOnce_wakeTheSender() {
    FakeConnection connection = lingeringInUse();
    long unused = rig.sender.prepareToPark(rig.now);
    String record = "r".repeat(64 << 10);
    for (int i = 0; i < 7; i++) {
      rig.offer(record);
      assertThat(rig.sender.hasNews()).isFalse();
    }
    rig.offer(record);
    assertThat(rig.sender.hasNews()).isTrue();
    rig.run();
    assertThat(connection.batches).hasSize(1 + 8);
  }

  @Test
  void linger_streamOutOfUse_aRecordWakesTheSender_andLingers() {
    FakeConnection connection = lingeringInUse();
    rig.pass(LingerTicks.IN_USE_NANOS);
    assertThat(rig.sender.prepareToPark(rig.now)).isGreaterThan(rig.now + SECOND);
    rig.offer("b");
    assertThat(rig.sender.hasNews()).isTrue();
    rig.run();
    assertThat(connection.records()).containsExactly("a");
    assertThat(rig.sender.prepareToPark(rig.now)).isEqualTo(rig.now + 20 * MILLI);
  }

  @Test
  void noLinger_streamInUse_eachRecordWakesTheSender() {
    rig = new SenderRig(SenderRig.bounded().build());
    rig.open();
    rig.offer("a");
    rig.run();
    long unused = rig.sender.prepareToPark(rig.now);
    rig.offer("b");
    assertThat(rig.sender.hasNews()).isTrue();
  }

  /** A batch has been sent just now. */
  private FakeConnection lingeringInUse() {
    rig = new SenderRig(SenderRig.bounded().batch(1_000, 64 << 10, 20 * MILLI).build());
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.run();
    rig.pass(20 * MILLI);
    assertThat(connection.records()).containsExactly("a");
    return connection;
  }

  @Test
  void flush_recordsOfferedLater_areNotWaitedFor() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    SenderRig.Waiter flush = rig.flush();
    rig.run();
    rig.offer("b");
    rig.run();
    connection.serverAcks(0);
    rig.run();
    assertThat(flush.isDone()).isTrue();
    assertThat(rig.buffer.pendingRecords()).isEqualTo(1);
  }

  @Test
  @KnownFault(16)
  void flush_recordsNotYetSent_areWaitedFor() {
    FakeConnection connection = rig.open();
    connection.ready = false;
    rig.offer("a");
    SenderRig.Waiter flush = rig.flush();
    rig.run();
    assertThat(flush.calls).isZero();
    connection.transportIsReady();
    rig.run();
    assertThat(flush.calls).isZero();
    connection.serverAcks(0);
    rig.run();
    assertThat(flush.isDone()).isTrue();
  }

  @Test
  void lazyStart_noRecord_noConnection() {
    rig = new SenderRig(SenderRig.bounded().connectAtOnce(false).build());
    rig.pass(100 * SECOND);
    assertThat(rig.connections).isEmpty();
    rig.offer("a");
    rig.open();
    assertThat(rig.last().records()).containsExactly("a");
  }

  // ---- acknowledgments that lie ----------------------------------------------------------------

  @Test
  @KnownFault({1, 5})
  void ack_aboveWhatWasSent_endsTheConnectionAndAdvancesNothing() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.run();
    connection.serverAcks(1);
    rig.run();
    assertThat(rig.buffer.ackedEntries()).isZero();
    assertThat(connection.cancelled).isTrue();
    assertThat(rig.told).contains("retry 1 INTERNAL");
  }

  @Test
  @KnownFault(3)
  void ack_negative_endsTheConnection() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.run();
    connection.serverAcks(-1);
    rig.run();
    assertThat(connection.cancelled).isTrue();
    assertThat(rig.buffer.ackedEntries()).isZero();
  }

  @Test
  @KnownFault(2)
  void ack_repeated_doesNotTouchTheTimer() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.run();
    rig.offer("b");
    rig.run();
    connection.serverAcks(0);
    rig.run();
    for (int i = 0; i < 59; i++) {
      connection.serverAcks(0);
      rig.pass(SECOND);
    }
    assertThat(connection.cancelled).isFalse();
    connection.serverAcks(0);
    rig.pass(SECOND);
    assertThat(connection.cancelled).isTrue();
    assertThat(rig.told).contains("retry 1 DEADLINE_EXCEEDED");
  }

  /** Nor do other frames, nor what we send ourselves. */
  @Test
  @KnownFault(2)
  void otherTraffic_doesNotTouchTheAcknowledgmentTimer() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.run();
    for (int i = 0; i < 59; i++) {
      connection.transportIsReady();
      if (i < 30) {
        rig.offer("b");
      } else {
        connection.serverSignalsClose(3_600 * SECOND);
      }
      rig.pass(SECOND);
    }
    assertThat(connection.cancelled).isFalse();
    rig.pass(SECOND);
    assertThat(connection.cancelled).isTrue();
    assertThat(rig.told).contains("retry 1 DEADLINE_EXCEEDED");
  }

  /** The acknowledgment is in the inbox before the call that sends the batch has returned. */
  @Test
  @KnownFault(4)
  void ack_fasterThanTheSend_counts() {
    FakeConnection connection = rig.open();
    connection.ackWhileSending = true;
    rig.offer("a");
    rig.run();
    assertThat(rig.ackedTo).isEqualTo(1);
  }

  @Test
  @KnownFault(4)
  void ack_ofASendThatFailed_countsNothing() {
    FakeConnection first = rig.open();
    first.ackWhileSending = true;
    first.sendError = new IllegalStateException("made up");
    rig.offer("a");
    assertThatThrownBy(rig::run).isSameAs(first.sendError);
    rig.sender.onError(first.sendError, rig.now); // as the thread does
    rig.run();
    assertThat(rig.buffer.ackedEntries()).isZero();
    assertThat(first.cancelled).isTrue();
    assertThat(rig.sender.staleEvents()).isEqualTo(1);
    rig.pass(2 * SECOND);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void ack_beforeOpened_isAViolation() {
    rig.run();
    FakeConnection connection = rig.last();
    connection.serverAcks(0);
    rig.run();
    assertThat(connection.cancelled).isTrue();
  }

  @Test
  void opened_twice_isAViolation() {
    FakeConnection connection = rig.open();
    connection.serverOpens();
    rig.run();
    assertThat(connection.cancelled).isTrue();
  }

  @Test
  void malformedResponse_endsTheConnection() {
    FakeConnection connection = rig.open();
    connection.serverSendsNonsense();
    rig.run();
    assertThat(connection.cancelled).isTrue();
    assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.BACKOFF);
  }

  // ---- recovery --------------------------------------------------------------------------------

  // Complaint 22.
  @Test
  @KnownFault(6)
  void terminated_retriable_sendsUnacknowledgedAgainInOrderFromOffsetZero() {
    FakeConnection first = rig.open();
    for (String record : new String[] {"a", "b", "c"}) {
      rig.offer(record);
      rig.run();
    }
    first.serverAcks(0);
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.offer("d");
    rig.pass(2 * SECOND);
    FakeConnection second = rig.open();

    assertThat(second).isNotSameAs(first);
    assertThat(second.records()).containsExactly("b", "c", "d");
    assertThat(second.offsets).startsWith(0L);
  }

  @Test
  void terminated_okWithoutHalfClose_isRetried() {
    FakeConnection first = rig.open();
    first.ends(Status.OK);
    rig.run();
    assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.BACKOFF);
  }

  @Test
  void connecting_noAnswer_isGivenUpAfterTheAttemptTimeout() {
    rig.run();
    FakeConnection first = rig.last();
    rig.pass(15 * SECOND - 1);
    assertThat(first.cancelled).isFalse();
    rig.pass(1);
    assertThat(first.cancelled).isTrue();
    assertThat(rig.told).contains("retry 1 DEADLINE_EXCEEDED");
  }

  @Test
  void retry_withoutProgress_isBoundedAndDelaysDouble() {
    rig.run();
    rig.offer("a");
    for (int i = 0; i < 4; i++) {
      rig.last().ends(Status.UNAVAILABLE);
      rig.run();
      rig.pass(30 * SECOND);
    }
    assertThat(rig.delays).containsExactly(2 * SECOND, 4 * SECOND, 8 * SECOND);
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(rig.connections).hasSize(4);
    assertThat(rig.buffer.copyUnacked()).hasSize(1);
  }

  @Test
  @KnownFault(9)
  void retry_handshakeAlone_doesNotRefillTheBudget() {
    rig.offer("a");
    for (int i = 0; i < 4; i++) {
      FakeConnection connection = rig.open();
      connection.ends(Status.UNAVAILABLE);
      rig.run();
      rig.pass(30 * SECOND);
    }
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
  }

  @Test
  void retry_afterProgress_startsAnew() {
    for (int i = 0; i < 10; i++) {
      rig.offer("a");
      FakeConnection connection = rig.open();
      connection.serverAcks(0);
      rig.run();
      connection.ends(Status.UNAVAILABLE);
      rig.run();
      rig.pass(2 * SECOND);
    }
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.RUNNING);
    assertThat(rig.delays).containsOnly(2 * SECOND);
  }

  @Test
  void retry_idleStreamLostNowAndThen_staysAlive() {
    for (int i = 0; i < 10; i++) {
      FakeConnection connection = rig.open();
      rig.pass(600 * SECOND);
      connection.ends(Status.UNAVAILABLE);
      rig.run();
      rig.pass(2 * SECOND);
    }
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.RUNNING);
  }

  @Test
  void recoveryOff_firstFailure_ends() {
    rig = new SenderRig(SenderRig.bounded().recovery(false).build());
    rig.run();
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(rig.sender.finalFailure().message()).contains("recovery is off");
  }

  @Test
  void fatalStatus_endsAndTellsWaiters() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    SenderRig.Waiter flush = rig.flush();
    rig.run();
    connection.ends(Status.INVALID_ARGUMENT.withDescription("bad record"));
    rig.run();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(flush.hasFailed()).isTrue();
    assertThat(flush.failure.message()).contains("bad record");
    assertThat(rig.offer("b")).isEqualTo(RecordBuffer.CLOSED);
    assertThat(rig.buffer.copyUnacked()).hasSize(1);
  }

  /** Whoever sees the end and copies what is left has all of it. */
  @Test
  @KnownFault(17)
  void fatalStatus_whileAThreadAppends_nothingIsTakenOnceTheEndCanBeSeen() throws Exception {
    byte[] large = new byte[8 << 20]; // its copy takes milliseconds, under the buffer's lock
    for (int round = 0; round < 10; round++) {
      rig = new SenderRig(SenderRig.bounded().build());
      SenderRig ending = rig;
      ending.open().ends(Status.INVALID_ARGUMENT);
      CompletableFuture<Void> appending =
          CompletableFuture.runAsync(
              () -> {
                while (ending.buffer.append(large, 0, large.length) != RecordBuffer.CLOSED) {
                  Thread.onSpinWait();
                }
                assertThat(ending.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
              },
              TestThreads.OWN);
      CompletableFuture<Long> seenAtTheEnd =
          CompletableFuture.supplyAsync(
              () -> {
                while (!ending.sender.lifecycle().isFinal()) {
                  Thread.onSpinWait();
                }
                return ending.buffer.acceptedEntries();
              },
              TestThreads.OWN);
      while (ending.buffer.acceptedEntries() == 0) {
        Thread.onSpinWait();
      }
      ending.run();
      appending.get(10, TimeUnit.SECONDS);
      assertThat(seenAtTheEnd.get(10, TimeUnit.SECONDS)).isEqualTo(ending.buffer.acceptedEntries());
    }
  }

  // Complaint 13.
  @Test
  void fatalStatus_policyForEver_asksAgainAfterTheLongPause() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    FakeConnection connection = rig.open();
    connection.ends(Status.NOT_FOUND);
    rig.run();
    assertThat(rig.told).contains("refused NOT_FOUND");
    rig.pass(60 * SECOND - 1);
    assertThat(rig.connections).hasSize(1);
    rig.pass(1);
    rig.open();
    assertThat(rig.last().records()).containsExactly("a");
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {
        "PERMISSION_DENIED",
        "UNIMPLEMENTED",
        "FAILED_PRECONDITION",
        "INVALID_ARGUMENT",
        "NOT_FOUND",
        "OUT_OF_RANGE",
        "ALREADY_EXISTS"
      })
  @KnownFault(11)
  void finalStatus_openStream_endsWithoutAnotherAttempt(Status.Code code) {
    FakeConnection connection = rig.open();
    connection.ends(Status.fromCode(code));
    rig.run();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(rig.sender.finalFailure().code()).isEqualTo(code);
  }

  /** Whatever the text says, and whatever was in flight. */
  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {
        "OK",
        "UNAVAILABLE",
        "DEADLINE_EXCEEDED",
        "RESOURCE_EXHAUSTED",
        "INTERNAL",
        "ABORTED",
        "CANCELLED",
        "UNKNOWN",
        "DATA_LOSS",
        "UNAUTHENTICATED"
      })
  @KnownFault(15)
  void transientStatus_recordsInFlight_areSentAgain(Status.Code code) {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    first.ends(Status.fromCode(code).withDescription("Error Code: 1234"));
    rig.run();
    rig.pass(2 * SECOND);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void unauthenticated_whileConnecting_oneAttemptWithANewTokenAtOnce() {
    rig.run();
    FakeConnection first = rig.last();
    first.ends(Status.UNAUTHENTICATED);
    rig.run();
    assertThat(first.credentialsRefused).isTrue();
    assertThat(rig.connections).hasSize(2);
    rig.last().ends(Status.UNAUTHENTICATED);
    rig.run();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(rig.connections).hasSize(2);
  }

  @Test
  void permissionDenied_isFinalAndForgetsTheToken() {
    rig.run();
    FakeConnection first = rig.last();
    first.ends(Status.PERMISSION_DENIED);
    rig.run();
    assertThat(first.credentialsRefused).isTrue();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
  }

  @Test
  void credentials_refused_isFinal() {
    rig.run();
    rig.last().credentialsFail(CredentialsException.refused("no", null));
    rig.run();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
  }

  // ---- the server's close signal ---------------------------------------------------------------

  @Test
  @KnownFault(8)
  void closeSignal_nothingMoreIsSent_acksStillCount_thenANewStreamWithoutCost() {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    first.serverSignalsClose(60 * SECOND);
    rig.run();
    rig.offer("b");
    rig.run();
    assertThat(first.records()).containsExactly("a");
    assertThat(first.halfClosed).isFalse();

    first.serverAcks(0);
    rig.run();
    assertThat(first.halfClosed).isTrue();
    first.ends(Status.OK);
    rig.run();
    FakeConnection second = rig.open();
    assertThat(second.records()).containsExactly("b");
    assertThat(rig.delays).isEmpty();
  }

  @Test
  @KnownFault(7)
  void closeSignal_deadlineOver_halfClosesAndReadsFinalAcks() {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    first.serverSignalsClose(3 * SECOND);
    rig.run();
    rig.pass(3 * SECOND);
    assertThat(first.halfClosed).isTrue();
    first.serverAcks(0);
    rig.run();
    first.ends(Status.OK);
    rig.run();
    rig.open();
    assertThat(rig.last().records()).isEmpty();
    assertThat(rig.buffer.isEmpty()).isTrue();
  }

  @Test
  void closeSignal_noFinalAck_reconnectsAfterHalfASecondAndSendsAgain() {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    rig.pass(2 * SECOND); // the stream has lived
    first.serverSignalsClose(0);
    rig.run();
    assertThat(first.halfClosed).isTrue();
    rig.pass(Sender.FINISH_NANOS);
    assertThat(first.cancelled).isTrue();
    FakeConnection second = rig.open();
    assertThat(second.records()).containsExactly("a");
  }

  @Test
  void closeSignal_shorterThanTheSignal_optionWins() {
    rig = new SenderRig(SenderRig.bounded().pausedMaxWaitNanos(SECOND).build());
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    first.serverSignalsClose(60 * SECOND);
    rig.run();
    rig.pass(SECOND);
    assertThat(first.halfClosed).isTrue();
  }

  @Test
  void closeSignal_serverEndsDuringTheDrain_nextStreamWithoutCost() {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    rig.pass(2 * SECOND);
    first.serverSignalsClose(60 * SECOND);
    rig.run();
    first.ends(Status.UNAVAILABLE.withDescription("Stream timeout reached. Error Code: 6002"));
    rig.run();
    assertThat(rig.delays).isEmpty();
    rig.open();
    assertThat(rig.last().records()).containsExactly("a");
  }

  @Test
  void closeSignal_rightAfterEachOpening_costsAttemptsButTheFirst() {
    for (int i = 0; i < 5; i++) {
      assertThat(rig.delays).hasSize(Math.max(0, i - 1));
      FakeConnection connection = rig.open();
      connection.serverSignalsClose(0);
      rig.run();
      connection.ends(Status.OK);
      rig.run();
      if (rig.sender.phase() == ConnectionPhase.BACKOFF) {
        rig.pass(10 * SECOND);
      }
    }
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
  }

  @Test
  void closeSignal_recoveryOff_isIgnored() {
    rig = new SenderRig(SenderRig.bounded().recovery(false).build());
    FakeConnection connection = rig.open();
    connection.serverSignalsClose(SECOND);
    rig.run();
    rig.offer("a");
    rig.run();
    assertThat(connection.records()).containsExactly("a");
  }

  // ---- close -----------------------------------------------------------------------------------

  @Test
  void close_deliversThenHalfClosesThenEnds() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.close(10 * SECOND);
    rig.run();
    assertThat(connection.records()).containsExactly("a");
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
    assertThat(rig.offer("b")).isEqualTo(RecordBuffer.CLOSED);
    connection.serverAcks(0);
    rig.run();
    assertThat(connection.halfClosed).isTrue();
    connection.ends(Status.OK);
    rig.run();
    assertThat(rig.told).endsWith("closed 0");
  }

  @Test
  void close_timeOver_endsWithTheRestReadable() {
    rig.open();
    rig.offer("a");
    rig.close(10 * SECOND);
    rig.run();
    rig.pass(10 * SECOND);
    assertThat(rig.last().halfClosed).isTrue();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
    rig.pass(Sender.FINISH_NANOS);
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSED);
    assertThat(rig.buffer.copyUnacked()).hasSize(1);
  }

  /** The step that ends the stream must not begin anything anew. */
  @Test
  @KnownFault(14)
  void close_endOfTheCallNotAwaitedLonger_connectsNoMore() {
    FakeConnection connection = rig.open();
    rig.close(10 * SECOND);
    rig.run();
    rig.pass(Sender.FINISH_NANOS);
    assertThat(rig.told).endsWith("closed 0");
    assertThat(rig.connections).containsExactly(connection);
  }

  @Test
  @KnownFault(14)
  void attemptTimesOut_noneIsLeft_connectsNoMore() {
    rig = new SenderRig(SenderRig.bounded().recovery(false).build());
    rig.run();
    rig.pass(15 * SECOND);
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(rig.connections).hasSize(1);
  }

  @Test
  void close_neverConnected_atOnce() {
    rig = new SenderRig(SenderRig.forEver().connectAtOnce(false).build());
    rig.close(10 * SECOND);
    rig.run();
    assertThat(rig.told).containsExactly("closed 0");
    assertThat(rig.connections).isEmpty();
  }

  @Test
  void close_serviceNeverReached_isGivenUpAfterOneMoreAttempt() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.run();
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    rig.close(5 * SECOND);
    rig.run();
    assertThat(rig.connections).hasSize(2);
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    assertThat(rig.told).endsWith("closed 1");
  }

  @Test
  void close_oneFailureThenAServiceThatIsThereButSlow_delivers() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.run();
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    rig.close(5 * SECOND);
    rig.run();
    rig.last().transportIsReady();
    rig.pass(4 * SECOND);
    FakeConnection second = rig.open();
    second.serverAcks(0);
    rig.run();
    second.ends(Status.OK);
    rig.run();
    assertThat(rig.told).endsWith("closed 0");
  }

  @Test
  void close_attemptsTimedOutBefore_getsOneMore() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.run();
    rig.pass(15 * SECOND);
    rig.close(5 * SECOND);
    rig.run();
    assertThat(rig.connections).hasSize(2);
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    assertThat(rig.told).endsWith("closed 1");
  }

  @Test
  void close_failedBefore_silentLastAttemptIsCutShort() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.run();
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    rig.close(60 * SECOND);
    rig.run();
    rig.pass(FirstContact.LAST_ATTEMPT_NANOS - 1);
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
    rig.pass(1);
    assertThat(rig.told).endsWith("closed 1");
  }

  @Test
  void close_attemptSilentForLong_isOverSoon() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.run();
    rig.pass(FirstContact.SILENCE_NANOS);
    rig.close(60 * SECOND);
    rig.run();
    rig.pass(FirstContact.LAST_ATTEMPT_NANOS);
    assertThat(rig.told).endsWith("closed 1");
  }

  @Test
  void close_firstAttemptIsYoung_isWaitedForWhileItMayLive() {
    rig = new SenderRig(SenderRig.forEver().connectAtOnce(false).build());
    rig.offer("a");
    rig.close(60 * SECOND);
    rig.run();
    rig.pass(FirstContact.SILENCE_NANOS - 1);
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
    rig.pass(1);
    assertThat(rig.told).endsWith("closed 1");
    assertThat(rig.connections).hasSize(1);
  }

  @Test
  void close_firstAttemptHasASocket_isWaitedFor() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.run();
    rig.last().connected = true;
    rig.close(60 * SECOND);
    rig.pass(10 * SECOND);
    FakeConnection connection = rig.open();
    connection.serverAcks(0);
    rig.run();
    connection.ends(Status.OK);
    rig.run();
    assertThat(rig.told).endsWith("closed 0");
  }

  @Test
  void close_onceReached_anOutageIsWaitedFor() {
    rig = new SenderRig(SenderRig.forEver().build());
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.close(60 * SECOND);
    for (int i = 0; i < 10; i++) {
      rig.run();
      rig.last().ends(Status.UNAVAILABLE);
      rig.pass(SECOND);
    }
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
    rig.pass(SECOND);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void urgent_neverReached_isUnreachableSoon_andReachableOnceItOpens() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.run();
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    rig.events.add(new UrgentRequest());
    rig.run();
    assertThat(rig.sender.isUnreachable()).isFalse();
    rig.pass(FirstContact.LAST_ATTEMPT_NANOS);
    assertThat(rig.sender.isUnreachable()).isTrue();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.RUNNING);
    rig.open();
    assertThat(rig.sender.isUnreachable()).isFalse();
  }

  @Test
  void close_boundedAttempts_keepTheirPauses() {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    rig.close(300 * SECOND);
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    assertThat(rig.delays).containsExactly(2 * SECOND);
    rig.pass(2 * SECOND);
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
  }

  @Test
  void urgent_refused_isNotWaitedFor() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.open().ends(Status.NOT_FOUND);
    rig.run();
    rig.events.add(new UrgentRequest());
    rig.run();
    assertThat(rig.sender.isUnreachable()).isFalse();
    rig.last().ends(Status.NOT_FOUND);
    rig.run();
    assertThat(rig.sender.isUnreachable()).isTrue();
  }

  @Test
  void urgent_whileBackingOff_triesNowAndSoonAgain() {
    rig = new SenderRig(SenderRig.forEver().build());
    rig.offer("a");
    rig.open().ends(Status.NOT_FOUND); // the next attempt is a minute away
    rig.run();
    rig.events.add(new UrgentRequest());
    rig.run();
    assertThat(rig.connections).hasSize(2);
    rig.last().ends(Status.UNAVAILABLE);
    rig.run();
    rig.pass(Sender.URGENT_BACKOFF_NANOS);
    assertThat(rig.open().records()).containsExactly("a");
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.RUNNING);
  }

  @Test
  void close_whileBackingOff_triesAtOnce() {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.close(10 * SECOND);
    rig.run();
    FakeConnection second = rig.open();
    second.serverAcks(0);
    rig.run();
    second.ends(Status.OK);
    rig.run();
    assertThat(rig.told).endsWith("closed 0");
  }

  @Test
  void close_whileDraining_deliversTheRestOverANewStream() {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    rig.pass(2 * SECOND);
    first.serverSignalsClose(SECOND);
    rig.run();
    rig.offer("b");
    rig.close(10 * SECOND);
    rig.run();
    first.serverAcks(0);
    rig.run();
    first.ends(Status.OK);
    rig.run();
    FakeConnection second = rig.open();
    assertThat(second.records()).containsExactly("b");
    second.serverAcks(0);
    rig.run();
    second.ends(Status.OK);
    rig.run();
    assertThat(rig.told).endsWith("closed 0");
  }

  @Test
  void close_finalAnswerAfterAllIsDurable_isNoFailure() {
    FakeConnection connection = rig.open();
    rig.close(10 * SECOND);
    rig.run();
    connection.ends(Status.INTERNAL);
    rig.run();
    assertThat(rig.told).endsWith("closed 0");
  }

  // ---- events that come too late ---------------------------------------------------------------

  @Test
  void waiter_afterTheEnd_isToldAtOnce() {
    rig.open();
    rig.offer("a");
    rig.close(0);
    rig.run();
    rig.pass(Sender.FINISH_NANOS);
    SenderRig.Waiter late = new SenderRig.Waiter(1);
    late.deliverAfterEnd(rig.sender);
    assertThat(late.hasFailed()).isTrue();
  }

  @Test
  void events_ofAnOlderConnection_areDropped() {
    FakeConnection first = rig.open();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.pass(2 * SECOND);
    FakeConnection second = rig.open();
    first.ends(Status.INVALID_ARGUMENT);
    first.serverSignalsClose(0);
    first.serverOpens();
    rig.run();
    assertThat(rig.sender.staleEvents()).isEqualTo(3);
    assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.OPEN);
    assertThat(second.isEnded()).isFalse();
  }

  @Test
  void stepThatThrows_beforeTheFirstConnection_isSurvivedToo() {
    rig = new SenderRig(SenderRig.forEver().connectAtOnce(false).build());
    rig.offer("a");
    rig.sender.onError(new OutOfMemoryError("made up"), rig.now);
    rig.sender.onError(new OutOfMemoryError("made up"), rig.now);
    rig.pass(2 * SECOND);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void waitersThatGaveUp_areForgotten() {
    rig.open();
    rig.offer("a");
    for (int i = 0; i < 10_000; i++) {
      rig.await(1).giveUp();
      rig.run();
    }
    assertThat(rig.sender.waiters()).isLessThan(200);
  }

  // Complaint 16.
  @Test
  void stepThatThrows_givesUpTheConnectionAndGoesOn() {
    FakeConnection first = rig.open();
    rig.offer("a");
    rig.run();
    rig.sender.onError(new OutOfMemoryError("made up"), rig.now);
    assertThat(first.cancelled).isTrue();
    rig.pass(2 * SECOND);
    assertThat(rig.open().records()).containsExactly("a");
  }
}
