// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The event table of docs/architecture.md, cell by cell: {@code <event>_in<Phase>_<result>}.
 *
 * <p>In each phase but IDLE the record "a" is unacknowledged, and sent where it can be; the stream
 * has lived long enough for a rotation to cost nothing.
 */
class SenderEventTableTest {
  private SenderRig rig = new SenderRig(SenderRig.bounded().build());

  @AfterEach
  void nothingIsLeftAfterTheEnd() {
    if (rig.sender.lifecycle().isFinal()) {
      assertPhase(ConnectionPhase.IDLE);
      assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
      assertThat(rig.sender.inFlightBatches()).isZero();
      rig.connections.forEach(made -> assertThat(made.isEnded()).isTrue());
    }
  }

  // ---- into each phase -------------------------------------------------------------------------

  private void idle() {
    rig = new SenderRig(SenderRig.bounded().connectAtOnce(false).build());
    rig.run();
    assertPhase(ConnectionPhase.IDLE);
  }

  /** Returns the connection that was lost. */
  private FakeConnection backoff() {
    FakeConnection lost = open();
    lost.ends(Status.UNAVAILABLE);
    rig.run();
    assertPhase(ConnectionPhase.BACKOFF);
    return lost;
  }

  private FakeConnection connecting() {
    rig.offer("a");
    rig.run();
    assertPhase(ConnectionPhase.CONNECTING);
    return rig.last();
  }

  private FakeConnection open() {
    FakeConnection connection = rig.open();
    rig.pass(2 * SECOND);
    rig.offer("a");
    rig.run();
    assertPhase(ConnectionPhase.OPEN);
    return connection;
  }

  /** The server's time is over in 10 s. */
  private FakeConnection draining() {
    FakeConnection connection = open();
    connection.serverSignalsClose(10 * SECOND);
    rig.run();
    assertPhase(ConnectionPhase.DRAINING);
    return connection;
  }

  private FakeConnection finishing() {
    FakeConnection connection = open();
    connection.serverSignalsClose(0);
    rig.run();
    assertPhase(ConnectionPhase.FINISHING);
    return connection;
  }

  /** All is durable, and the answer to our half-close is outstanding. */
  private FakeConnection finishingTheStream() {
    FakeConnection connection = open();
    connection.serverAcks(0);
    rig.close(60 * SECOND);
    rig.run();
    assertPhase(ConnectionPhase.FINISHING);
    return connection;
  }

  private void assertPhase(ConnectionPhase phase) {
    assertThat(rig.sender.phase()).isEqualTo(phase);
  }

  private long deadlineIn() {
    return rig.sender.nextDeadlineNanos() - rig.now;
  }

  private void assertLostAndRetried(FakeConnection connection, Status.Code code) {
    assertThat(connection.cancelled || connection.terminated).isTrue();
    assertPhase(ConnectionPhase.BACKOFF);
    assertThat(rig.told).endsWith("retry 1 " + code);
    assertThat(deadlineIn()).isEqualTo(2 * SECOND);
    assertThat(rig.buffer.pendingRecords()).isEqualTo(1);
  }

  private void assertNextConnection(FakeConnection ended) {
    assertPhase(ConnectionPhase.CONNECTING);
    assertThat(rig.last()).isNotSameAs(ended);
    assertThat(rig.delays).isEmpty();
    assertThat(rig.open().records()).containsExactly("a");
  }

  private void assertFailed(Status.Code code) {
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.FAILED);
    assertThat(rig.told).endsWith("failed " + code + " 1");
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
  }

  private void assertStale(ConnectionPhase phase) {
    long deadline = rig.sender.nextDeadlineNanos();
    rig.run();
    assertThat(rig.sender.staleEvents()).isEqualTo(1);
    assertPhase(phase);
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(deadline);
    assertThat(rig.buffer.ackedEntries()).isZero();
  }

  private void assertUnchanged(ConnectionPhase phase, FakeConnection connection) {
    assertPhase(phase);
    assertThat(rig.last()).isSameAs(connection);
    assertThat(connection.cancelled).isFalse();
    assertThat(rig.sender.staleEvents()).isZero();
  }

  // ---- the deadline of the phase ---------------------------------------------------------------

  @Test
  void deadline_inIdle_isNone_aRecordConnects() {
    idle();
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
    rig.pass(3_600 * SECOND);
    assertThat(rig.connections).isEmpty();
    rig.offer("a");
    rig.run();
    assertPhase(ConnectionPhase.CONNECTING);
  }

  @Test
  void deadline_inBackoff_connects() {
    backoff();
    rig.pass(2 * SECOND - 1);
    assertPhase(ConnectionPhase.BACKOFF);
    rig.pass(1);
    assertPhase(ConnectionPhase.CONNECTING);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void deadline_inConnecting_cancelsAndRetries() {
    FakeConnection connection = connecting();
    rig.pass(15 * SECOND - 1);
    assertUnchanged(ConnectionPhase.CONNECTING, connection);
    rig.pass(1);
    assertLostAndRetried(connection, Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void deadline_inOpen_isNone() {
    FakeConnection connection = open();
    connection.serverAcks(0);
    rig.run();
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
    rig.pass(3_600 * SECOND);
    assertUnchanged(ConnectionPhase.OPEN, connection);
  }

  @Test
  void deadline_inDraining_halfCloses() {
    FakeConnection connection = draining();
    rig.pass(10 * SECOND - 1);
    assertThat(connection.halfClosed).isFalse();
    rig.pass(1);
    assertThat(connection.halfClosed).isTrue();
    assertUnchanged(ConnectionPhase.FINISHING, connection);
  }

  @Test
  void deadline_inFinishing_cancelsAndConnects() {
    FakeConnection connection = finishing();
    rig.pass(Sender.FINISH_NANOS - 1);
    assertUnchanged(ConnectionPhase.FINISHING, connection);
    rig.pass(1);
    assertThat(connection.cancelled).isTrue();
    assertNextConnection(connection);
  }

  @Test
  void deadline_inFinishingWhenClosingAndAllIsDurable_isClosed() {
    FakeConnection connection = finishingTheStream();
    rig.pass(Sender.FINISH_NANOS);
    assertThat(connection.cancelled).isTrue();
    assertThat(rig.told).endsWith("closed 0");
  }

  // ---- no acknowledgment for too long ----------------------------------------------------------

  @Test
  void noAck_inIdle_isNotAwaited() {
    idle();
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
  }

  @Test
  void noAck_inBackoff_isNotAwaited() {
    rig = new SenderRig(SenderRig.bounded().ackTimeoutNanos(SECOND).build());
    backoff();
    assertThat(deadlineIn()).isEqualTo(2 * SECOND); // the pause alone
    rig.pass(SECOND);
    assertPhase(ConnectionPhase.BACKOFF);
  }

  @Test
  void noAck_inConnecting_isNotAwaited() {
    rig = new SenderRig(SenderRig.bounded().ackTimeoutNanos(SECOND).build());
    backoff();
    rig.pass(2 * SECOND);
    assertPhase(ConnectionPhase.CONNECTING);
    assertThat(deadlineIn()).isEqualTo(15 * SECOND); // the attempt's
    rig.pass(SECOND);
    assertPhase(ConnectionPhase.CONNECTING);
  }

  @Test
  void noAck_inOpen_cancelsAndRetries() {
    FakeConnection connection = open();
    rig.pass(60 * SECOND - 1);
    assertUnchanged(ConnectionPhase.OPEN, connection);
    rig.pass(1);
    assertLostAndRetried(connection, Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void noAck_inDraining_cancelsAndRetries() {
    FakeConnection connection = open();
    connection.serverSignalsClose(3_600 * SECOND);
    rig.pass(60 * SECOND - 1);
    assertUnchanged(ConnectionPhase.DRAINING, connection);
    rig.pass(1);
    assertLostAndRetried(connection, Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void noAck_inFinishing_cancelsAndRetries() {
    FakeConnection connection = open();
    rig.pass(60 * SECOND - Sender.FINISH_NANOS / 2);
    connection.serverSignalsClose(0);
    rig.run();
    assertUnchanged(ConnectionPhase.FINISHING, connection);
    rig.pass(Sender.FINISH_NANOS / 2);
    assertLostAndRetried(connection, Status.Code.DEADLINE_EXCEEDED);
  }

  // ---- Headers ---------------------------------------------------------------------------------

  @Test
  void headers_inIdle_areStale() {
    idle();
    new FakeConnection(rig.events).start();
    assertStale(ConnectionPhase.IDLE);
  }

  @Test
  void headers_inBackoff_areStale() {
    FakeConnection slow = connecting();
    rig.pass(15 * SECOND);
    slow.opened = false;
    slow.start();
    assertStale(ConnectionPhase.BACKOFF);
    assertThat(slow.opened).isFalse();
  }

  @Test
  void headers_inConnecting_startTheCall() {
    assertThat(connecting().opened).isTrue();
  }

  // ---- Opened ----------------------------------------------------------------------------------

  @Test
  void opened_inIdle_isStale() {
    idle();
    new FakeConnection(rig.events).serverOpens();
    assertStale(ConnectionPhase.IDLE);
  }

  @Test
  void opened_inBackoff_isStale() {
    backoff().serverOpens();
    assertStale(ConnectionPhase.BACKOFF);
  }

  @Test
  void opened_inConnecting_rewindsAndIsOpen() {
    backoff();
    rig.offer("b");
    rig.pass(2 * SECOND);
    FakeConnection connection = rig.last();
    connection.serverOpens();
    rig.run();
    assertUnchanged(ConnectionPhase.OPEN, connection);
    assertThat(connection.records()).containsExactly("a", "b");
    assertThat(connection.offsets).startsWith(0L);
  }

  @Test
  void opened_inOpen_isAViolation() {
    FakeConnection connection = open();
    connection.serverOpens();
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  @Test
  void opened_inDraining_isAViolation() {
    FakeConnection connection = draining();
    connection.serverOpens();
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  @Test
  void opened_inFinishing_isAViolation() {
    FakeConnection connection = finishing();
    connection.serverOpens();
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  // ---- Ack -------------------------------------------------------------------------------------

  @Test
  void ack_inIdle_isStale() {
    idle();
    new FakeConnection(rig.events).serverAcks(0);
    assertStale(ConnectionPhase.IDLE);
  }

  @Test
  void ack_inBackoff_isStale() {
    backoff().serverAcks(0);
    assertStale(ConnectionPhase.BACKOFF);
  }

  @Test
  void ack_inConnecting_isAViolation() {
    FakeConnection connection = connecting();
    connection.serverAcks(0);
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  /** And so is one of the last connection: its offsets mean nothing any more. */
  @Test
  void ack_inConnectingOfTheConnectionBefore_isStale() {
    FakeConnection lost = backoff();
    rig.pass(2 * SECOND);
    lost.serverAcks(0);
    assertStale(ConnectionPhase.CONNECTING);
  }

  @Test
  void ack_inOpen_appliesRestartsTheTimerAndRefillsTheBudget() {
    backoff();
    rig.pass(2 * SECOND);
    FakeConnection connection = rig.open();
    rig.offer("b");
    rig.run();
    rig.pass(30 * SECOND);
    assertThat(deadlineIn()).isEqualTo(30 * SECOND);
    connection.serverAcks(0);
    rig.run();
    assertThat(rig.ackedTo).isEqualTo(1);
    assertThat(deadlineIn()).isEqualTo(60 * SECOND);
    connection.ends(Status.UNAVAILABLE);
    rig.run();
    assertThat(rig.told).endsWith("retry 1 UNAVAILABLE");
  }

  @Test
  void ack_inOpenOfTheLastBatch_stopsTheTimer() {
    open().serverAcks(0);
    rig.run();
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
  }

  @Test
  void ack_inOpenSaidBefore_isIgnored() {
    FakeConnection connection = open();
    rig.offer("b");
    rig.run();
    connection.serverAcks(0);
    rig.run();
    long deadline = rig.sender.nextDeadlineNanos();
    rig.pass(SECOND);
    connection.serverAcks(0);
    rig.run();
    assertUnchanged(ConnectionPhase.OPEN, connection);
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(deadline);
  }

  @Test
  void ack_inOpenOutOfRange_isAViolation() {
    for (long wrong : new long[] {-1, Long.MIN_VALUE, 1, Long.MAX_VALUE}) {
      rig = new SenderRig(SenderRig.bounded().build());
      FakeConnection connection = open();
      connection.serverAcks(wrong);
      rig.run();
      assertLostAndRetried(connection, Status.Code.INTERNAL);
    }
  }

  @Test
  void ack_inDraining_applies_theLastHalfCloses() {
    FakeConnection connection = open();
    rig.offer("b");
    rig.run();
    connection.serverSignalsClose(10 * SECOND);
    connection.serverAcks(0);
    rig.run();
    assertThat(rig.ackedTo).isEqualTo(1);
    assertThat(connection.halfClosed).isFalse();
    connection.serverAcks(1);
    rig.run();
    assertThat(rig.ackedTo).isEqualTo(2);
    assertThat(connection.halfClosed).isTrue();
    assertUnchanged(ConnectionPhase.FINISHING, connection);
  }

  @Test
  void ack_inFinishing_applies() {
    FakeConnection connection = finishing();
    connection.serverAcks(0);
    rig.run();
    assertThat(rig.ackedTo).isEqualTo(1);
    assertUnchanged(ConnectionPhase.FINISHING, connection);
  }

  @Test
  void ack_inFinishingOutOfRange_isAViolation() {
    FakeConnection connection = finishing();
    connection.serverAcks(1);
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  // ---- CloseSignal -----------------------------------------------------------------------------

  @Test
  void closeSignal_inIdle_isStale() {
    idle();
    new FakeConnection(rig.events).serverSignalsClose(0);
    assertStale(ConnectionPhase.IDLE);
  }

  @Test
  void closeSignal_inBackoff_isStale() {
    backoff().serverSignalsClose(0);
    assertStale(ConnectionPhase.BACKOFF);
  }

  @Test
  void closeSignal_inConnecting_connectsAgainOnce_thenRetries() {
    FakeConnection connection = connecting();
    connection.serverSignalsClose(10 * SECOND);
    rig.run();
    assertPhase(ConnectionPhase.CONNECTING);
    assertThat(rig.delays).isEmpty();
    FakeConnection second = rig.last();
    assertThat(second).isNotSameAs(connection);
    second.serverSignalsClose(10 * SECOND);
    rig.run();
    assertLostAndRetried(second, Status.Code.UNAVAILABLE);
  }

  @Test
  void closeSignal_inOpen_drainsForTheServersTime() {
    FakeConnection connection = open();
    connection.serverSignalsClose(10 * SECOND);
    rig.run();
    assertUnchanged(ConnectionPhase.DRAINING, connection);
    assertThat(deadlineIn()).isEqualTo(10 * SECOND);
  }

  @Test
  void closeSignal_inOpenWithAShorterOption_drainsForThat() {
    rig = new SenderRig(SenderRig.bounded().pausedMaxWaitNanos(3 * SECOND).build());
    open().serverSignalsClose(10 * SECOND);
    rig.run();
    assertPhase(ConnectionPhase.DRAINING);
    assertThat(deadlineIn()).isEqualTo(3 * SECOND);
  }

  @Test
  void closeSignal_inOpenWithNothingInFlight_halfClosesAtOnce() {
    FakeConnection connection = open();
    connection.serverAcks(0);
    connection.serverSignalsClose(10 * SECOND);
    rig.run();
    assertThat(connection.halfClosed).isTrue();
    assertUnchanged(ConnectionPhase.FINISHING, connection);
  }

  @Test
  void closeSignal_inDraining_shortensTheTimeAndNeverLengthensIt() {
    FakeConnection connection = draining();
    connection.serverSignalsClose(20 * SECOND);
    rig.run();
    assertThat(deadlineIn()).isEqualTo(10 * SECOND);
    connection.serverSignalsClose(4 * SECOND);
    rig.run();
    assertThat(deadlineIn()).isEqualTo(4 * SECOND);
    assertUnchanged(ConnectionPhase.DRAINING, connection);
  }

  @Test
  void closeSignal_inFinishing_isIgnored() {
    FakeConnection connection = finishing();
    connection.serverSignalsClose(10 * SECOND);
    rig.run();
    assertUnchanged(ConnectionPhase.FINISHING, connection);
    assertThat(deadlineIn()).isEqualTo(Sender.FINISH_NANOS);
  }

  // ---- Ready -----------------------------------------------------------------------------------

  @Test
  void ready_inIdle_isStale() {
    idle();
    new FakeConnection(rig.events).transportIsReady();
    assertStale(ConnectionPhase.IDLE);
  }

  @Test
  void ready_inBackoff_isStale() {
    backoff().transportIsReady();
    assertStale(ConnectionPhase.BACKOFF);
  }

  @Test
  void ready_inConnecting_sendsNothing() {
    FakeConnection connection = connecting();
    connection.transportIsReady();
    rig.run();
    assertUnchanged(ConnectionPhase.CONNECTING, connection);
    assertThat(connection.batches).isEmpty();
  }

  @Test
  void ready_inOpen_sends() {
    FakeConnection connection = open();
    connection.ready = false;
    rig.offer("b");
    rig.run();
    assertThat(connection.records()).containsExactly("a");
    connection.transportIsReady();
    rig.run();
    assertThat(connection.records()).containsExactly("a", "b");
  }

  @Test
  void ready_inDraining_sendsNothing() {
    FakeConnection connection = draining();
    rig.offer("b");
    connection.transportIsReady();
    rig.run();
    assertUnchanged(ConnectionPhase.DRAINING, connection);
    assertThat(connection.records()).containsExactly("a");
  }

  @Test
  void ready_inFinishing_sendsNothing() {
    FakeConnection connection = finishing();
    rig.offer("b");
    connection.transportIsReady();
    rig.run();
    assertUnchanged(ConnectionPhase.FINISHING, connection);
    assertThat(connection.records()).containsExactly("a");
  }

  // ---- a response that the protocol does not know ----------------------------------------------

  @Test
  void malformed_inIdle_isStale() {
    idle();
    new FakeConnection(rig.events).serverSendsNonsense();
    assertStale(ConnectionPhase.IDLE);
  }

  @Test
  void malformed_inBackoff_isStale() {
    backoff().serverSendsNonsense();
    assertStale(ConnectionPhase.BACKOFF);
  }

  @Test
  void malformed_inConnecting_isAViolation() {
    FakeConnection connection = connecting();
    connection.serverSendsNonsense();
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  @Test
  void malformed_inOpen_isAViolation() {
    FakeConnection connection = open();
    connection.serverSendsNonsense();
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  @Test
  void malformed_inDraining_isAViolation() {
    FakeConnection connection = draining();
    connection.serverSendsNonsense();
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  @Test
  void malformed_inFinishing_isAViolation() {
    FakeConnection connection = finishing();
    connection.serverSendsNonsense();
    rig.run();
    assertLostAndRetried(connection, Status.Code.INTERNAL);
  }

  // ---- Terminated ------------------------------------------------------------------------------

  @Test
  void terminated_inIdle_isStale() {
    idle();
    new FakeConnection(rig.events).ends(Status.INVALID_ARGUMENT);
    assertStale(ConnectionPhase.IDLE);
  }

  @Test
  void terminated_inBackoff_isStale() {
    backoff().ends(Status.INVALID_ARGUMENT);
    assertStale(ConnectionPhase.BACKOFF);
  }

  @Test
  void terminated_inConnecting_transientRetries() {
    FakeConnection connection = connecting();
    connection.ends(Status.UNAVAILABLE);
    rig.run();
    assertLostAndRetried(connection, Status.Code.UNAVAILABLE);
  }

  @Test
  void terminated_inConnecting_finalFails() {
    connecting().ends(Status.NOT_FOUND);
    rig.run();
    assertFailed(Status.Code.NOT_FOUND);
  }

  @Test
  void terminated_inConnecting_unauthenticatedConnectsAtOnceWithNewHeaders() {
    FakeConnection connection = connecting();
    connection.ends(Status.UNAUTHENTICATED);
    rig.run();
    assertThat(connection.credentialsRefused).isTrue();
    assertNextConnection(connection);
  }

  @Test
  void terminated_inConnecting_noCredentialsNowRetries() {
    FakeConnection connection = connecting();
    connection.credentialsFail(CredentialsException.unreachable("HTTP 503", null));
    rig.run();
    assertLostAndRetried(connection, Status.Code.UNAVAILABLE);
    assertThat(connection.credentialsRefused).isFalse();
  }

  @Test
  void terminated_inConnecting_noCredentialsEverFails() {
    connecting().credentialsFail(CredentialsException.refused("HTTP 401", null));
    rig.run();
    assertFailed(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void terminated_inOpen_transientRetries() {
    FakeConnection connection = open();
    connection.ends(Status.UNAVAILABLE);
    rig.run();
    assertLostAndRetried(connection, Status.Code.UNAVAILABLE);
  }

  @Test
  void terminated_inOpen_finalFails() {
    open().ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertFailed(Status.Code.INVALID_ARGUMENT);
  }

  // With isolation, and with "a" in flight; more of it is in SenderIsolationTest.

  private void isolating() {
    rig = new SenderRig(SenderRig.isolating().build());
  }

  private void assertSearched(FakeConnection refused) {
    assertThat(rig.told).endsWith("search 1");
    assertThat(rig.sender.isSearching()).isTrue();
    rig.offer("b");
    assertPhase(ConnectionPhase.CONNECTING);
    assertThat(rig.last()).isNotSameAs(refused);
    // "a" is held back, and "b" shows whether it is to blame.
    assertThat(rig.open().records()).containsExactly("b");
  }

  @Test
  void terminated_inConnecting_recordRefusedWithIsolation_isRefusedAsEver() {
    isolating();
    connecting().ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertPhase(ConnectionPhase.BACKOFF);
    assertThat(rig.told).containsExactly("refused INVALID_ARGUMENT");
    assertThat(deadlineIn()).isEqualTo(60 * SECOND);
  }

  @Test
  void terminated_inOpen_recordRefusedWithIsolation_isSearched() {
    isolating();
    FakeConnection connection = open();
    connection.ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertSearched(connection);
  }

  @Test
  void terminated_inDraining_recordRefusedWithIsolation_isSearched() {
    isolating();
    FakeConnection connection = draining();
    connection.ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertSearched(connection);
  }

  @Test
  void terminated_inFinishing_recordRefusedWithIsolation_isSearched() {
    isolating();
    FakeConnection connection = finishing();
    connection.ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertSearched(connection);
  }

  /** After a pause: the service took the token a moment ago. */
  @Test
  void terminated_inOpen_unauthenticatedForgetsTheTokenAndRetries() {
    FakeConnection connection = open();
    connection.ends(Status.UNAUTHENTICATED);
    rig.run();
    assertThat(connection.credentialsRefused).isTrue();
    assertLostAndRetried(connection, Status.Code.UNAUTHENTICATED);
  }

  @Test
  void terminated_inDraining_connectsWithoutCost() {
    FakeConnection connection = draining();
    connection.ends(Status.UNAVAILABLE);
    rig.run();
    assertNextConnection(connection);
  }

  @Test
  void terminated_inDraining_finalFails() {
    draining().ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertFailed(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void terminated_inDraining_unauthenticatedForgetsTheTokenAndRetries() {
    FakeConnection connection = draining();
    connection.ends(Status.UNAUTHENTICATED);
    rig.run();
    assertThat(connection.credentialsRefused).isTrue();
    assertLostAndRetried(connection, Status.Code.UNAUTHENTICATED);
  }

  @Test
  void terminated_inFinishing_connectsWithoutCost() {
    FakeConnection connection = finishing();
    connection.ends(Status.OK);
    rig.run();
    assertNextConnection(connection);
  }

  @Test
  void terminated_inFinishing_finalFails() {
    finishing().ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertFailed(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void terminated_inFinishingOfAStreamThatHardlyLived_connectsAgainOnce_thenRetries() {
    FakeConnection connection = rig.open();
    rig.offer("a");
    rig.run();
    connection.serverSignalsClose(0);
    rig.run();
    connection.ends(Status.OK);
    rig.run();
    assertNextConnection(connection);
    FakeConnection second = rig.last();
    second.serverSignalsClose(0);
    rig.run();
    second.ends(Status.OK);
    rig.run();
    assertLostAndRetried(second, Status.Code.UNAVAILABLE);
  }

  @Test
  void terminated_inFinishingWhenClosingAndAllIsDurable_isClosedWhateverTheStatus() {
    for (Status status :
        new Status[] {Status.OK, Status.UNAVAILABLE, Status.INVALID_ARGUMENT, Status.INTERNAL}) {
      rig = new SenderRig(SenderRig.bounded().build());
      finishingTheStream().ends(status);
      rig.run();
      assertThat(rig.told).endsWith("closed 0");
    }
  }

  // ---- close() and the exit of the JVM ---------------------------------------------------------

  @Test
  void close_inIdle_isClosed() {
    idle();
    rig.close(10 * SECOND);
    rig.run();
    assertThat(rig.told).containsExactly("closed 0");
  }

  @Test
  void close_inIdleWithARecord_connectsNow() {
    idle();
    rig.offer("a");
    rig.close(10 * SECOND);
    rig.run();
    assertPhase(ConnectionPhase.CONNECTING);
  }

  @Test
  void close_inBackoff_connectsNow() {
    backoff();
    rig.close(10 * SECOND);
    rig.run();
    assertPhase(ConnectionPhase.CONNECTING);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void close_inBackoffWithNothingToDeliver_isClosed() {
    FakeConnection connection = rig.open();
    connection.ends(Status.UNAVAILABLE);
    rig.run();
    assertPhase(ConnectionPhase.BACKOFF);
    rig.close(10 * SECOND);
    rig.run();
    assertThat(rig.told).endsWith("closed 0");
    rig.connections.forEach(one -> assertThat(one.isEnded()).isTrue());
  }

  @Test
  void close_inConnecting_goesOn() {
    FakeConnection connection = connecting();
    rig.close(10 * SECOND);
    rig.run();
    assertUnchanged(ConnectionPhase.CONNECTING, connection);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void close_inConnectingWithNothingToDeliver_isClosed() {
    rig.run();
    rig.close(10 * SECOND);
    rig.run();
    assertThat(rig.last().cancelled).isTrue();
    assertThat(rig.told).containsExactly("closed 0");
  }

  @Test
  void close_inOpen_halfClosesOnceAllIsAcknowledged() {
    FakeConnection connection = open();
    rig.close(10 * SECOND);
    rig.run();
    assertThat(connection.halfClosed).isFalse();
    connection.serverAcks(0);
    rig.run();
    assertThat(connection.halfClosed).isTrue();
    assertUnchanged(ConnectionPhase.FINISHING, connection);
  }

  @Test
  void close_inDraining_goesOn() {
    FakeConnection connection = draining();
    rig.close(60 * SECOND);
    rig.run();
    assertUnchanged(ConnectionPhase.DRAINING, connection);
    assertThat(deadlineIn()).isEqualTo(10 * SECOND);
  }

  @Test
  void close_inFinishing_goesOn() {
    FakeConnection connection = finishing();
    rig.close(60 * SECOND);
    rig.run();
    assertUnchanged(ConnectionPhase.FINISHING, connection);
    connection.ends(Status.OK);
    rig.run();
    assertNextConnection(connection);
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
  }

  /** In each phase: the time of close is the last word. */
  @Test
  void close_inAnyPhaseWhenItsTimeIsOver_isClosedWithTheRestReadable() {
    Runnable[] phases = {
      this::backoff, this::connecting, this::open, this::draining, this::finishing
    };
    for (Runnable phase : phases) {
      rig = new SenderRig(SenderRig.bounded().build());
      phase.run();
      rig.close(SECOND / 10);
      rig.run();
      assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSING);
      rig.pass(SECOND / 10);
      // With batches in flight: half-closed, and half a second for their acknowledgments.
      rig.pass(Sender.FINISH_NANOS);
      assertThat(rig.told).endsWith("closed 1");
      assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
      assertThat(rig.buffer.copyUnacked()).hasSize(1);
      rig.connections.forEach(one -> assertThat(one.isEnded()).isTrue());
    }
  }

  @Test
  void exitOfTheJvm_inBackoff_connectsNow() {
    backoff();
    rig.events.add(new UrgentRequest());
    rig.run();
    assertPhase(ConnectionPhase.CONNECTING);
  }

  @Test
  void exitOfTheJvm_inConnecting_goesOnForAsLongAsThereIsLife() {
    FakeConnection connection = connecting();
    rig.events.add(new UrgentRequest());
    rig.run();
    assertUnchanged(ConnectionPhase.CONNECTING, connection);
    assertThat(deadlineIn()).isEqualTo(FirstContact.SILENCE_NANOS);
    connection.transportIsReady();
    rig.run();
    assertThat(deadlineIn()).isEqualTo(15 * SECOND);
  }

  @Test
  void exitOfTheJvm_inAnyOtherPhase_changesNothing() {
    Runnable[] phases = {this::open, this::draining, this::finishing};
    for (Runnable phase : phases) {
      rig = new SenderRig(SenderRig.bounded().build());
      phase.run();
      ConnectionPhase before = rig.sender.phase();
      long deadline = rig.sender.nextDeadlineNanos();
      rig.events.add(new UrgentRequest());
      rig.run();
      assertUnchanged(before, rig.last());
      assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(deadline);
    }
  }

  // ---- the transport has connected of itself ---------------------------------------------------

  @Test
  void reached_inBackoff_connectsNow() {
    backoff();
    rig.events.add(new ReachedNews());
    rig.run();
    assertPhase(ConnectionPhase.CONNECTING);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void reached_inBackoffAfterARefusal_waitsOn() {
    rig = new SenderRig(SenderRig.forEver().build());
    open().ends(Status.NOT_FOUND);
    rig.run();
    assertPhase(ConnectionPhase.BACKOFF);
    rig.events.add(new ReachedNews());
    rig.run();
    assertPhase(ConnectionPhase.BACKOFF);
    assertThat(deadlineIn()).isEqualTo(60 * SECOND);
  }

  @Test
  void reached_inTheOtherPhases_changesNothing() {
    idle();
    rig.events.add(new ReachedNews());
    rig.run();
    assertPhase(ConnectionPhase.IDLE);
    List<Supplier<FakeConnection>> ways =
        List.of(this::connecting, this::open, this::draining, this::finishing);
    for (Supplier<FakeConnection> way : ways) {
      rig = new SenderRig(SenderRig.bounded().build());
      FakeConnection connection = way.get();
      ConnectionPhase before = rig.sender.phase();
      rig.events.add(new ReachedNews());
      rig.run();
      assertUnchanged(before, connection);
    }
  }
}
