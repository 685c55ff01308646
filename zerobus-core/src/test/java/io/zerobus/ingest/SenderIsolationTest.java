// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How one record that the table does not take is found, and what becomes of the others. */
class SenderIsolationTest {
  private SenderRig rig = new SenderRig(SenderRig.isolating().build());
  private PickyService service = new PickyService(rig, record -> record.startsWith("bad"));

  @AfterEach
  void accountsAreInOrder() {
    long accepted = rig.buffer.pendingRecords() + rig.buffer.ackedRecords();
    assertThat(rig.sender.acknowledgedRecords() + rig.sender.rejectedRecords())
        .isEqualTo(accepted - rig.buffer.pendingRecords());
    assertThat(rig.rejected).hasSize((int) rig.sender.rejectedRecords());
    if (rig.sender.lifecycle().isFinal()) {
      assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
      rig.connections.forEach(one -> assertThat(one.isEnded()).isTrue());
    }
  }

  private void use(SenderOptions options) {
    rig = new SenderRig(options);
    service = new PickyService(rig, record -> record.startsWith("bad"));
  }

  private void offer(String... records) {
    for (String record : records) {
      assertThat(rig.offer(record)).isNotNegative();
    }
  }

  /** Sent in one batch, which was refused. */
  private void offerAndServe(String... records) {
    offer(records);
    service.serve();
  }

  // ---- one culprit -----------------------------------------------------------------------------

  // Complaint 13.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 255, 499, 500, 501, 777, 998, 999})
  void oneBadRecordInAThousand_fewStreamsAndAllOthersArriveInOrder(int culprit) {
    List<String> good = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      offer(i == culprit ? "bad" : "r" + i);
      if (i != culprit) {
        good.add("r" + i);
      }
    }
    service.serve();
    offerAndServe("after"); // known to be good, it confirms a last one
    good.add("after");

    assertThat(service.stored).isEqualTo(good);
    assertThat(rig.rejected).containsExactly("bad");
    assertThat(rig.connections).hasSizeLessThanOrEqualTo(12);
    assertThat(rig.buffer.isEmpty()).isTrue();
    assertThat(rig.sender.isSearching()).isFalse();
    assertThat(rig.told).containsOnlyOnce("search 1000");
    assertThat(rig.delays).isEmpty();
  }

  @Test
  void search_oneBatchIsInFlightAtATime_thenAsManyAsThereAre() {
    use(SenderRig.isolating().batch(4, 1_000, 0).build());
    FakeConnection first = rig.open();
    for (int i = 0; i < 12; i++) {
      offer(i == 5 ? "bad" : "r" + i);
    }
    rig.run();
    assertThat(first.batches).hasSize(3);
    first.ends(Status.INVALID_ARGUMENT);
    rig.run();

    FakeConnection second = rig.open();
    assertThat(second.batches).containsExactly(List.of("r0", "r1", "r2", "r3"));
    second.serverAcks(0);
    rig.run();
    assertThat(second.batches).hasSize(2);
    assertThat(second.batches.get(1)).containsExactly("r4", "bad", "r6", "r7");
    second.ends(Status.INVALID_ARGUMENT);
    rig.run();

    FakeConnection third = rig.open();
    assertThat(third.batches).containsExactly(List.of("r4", "bad"));
    third.ends(Status.INVALID_ARGUMENT);
    rig.run();
    FakeConnection fourth = rig.open();
    assertThat(fourth.batches).containsExactly(List.of("r4"));
    fourth.serverAcks(0);
    rig.run();
    assertThat(fourth.batches.get(1)).containsExactly("bad");
    fourth.ends(Status.INVALID_ARGUMENT);
    rig.run();

    FakeConnection fifth = rig.open();
    assertThat(fifth.batches).containsExactly(List.of("r6"));
    assertThat(rig.rejected).isEmpty();
    fifth.serverAcks(0);
    rig.run();
    assertThat(rig.rejected).containsExactly("bad");
    assertThat(fifth.batches.get(1)).containsExactly("r7", "r8");
    fifth.serverAcks(1);
    rig.run();
    assertThat(fifth.batches.get(2)).containsExactly("r9", "r10", "r11");
    for (int i = 0; i < 8; i++) {
      offer("s" + i);
    }
    rig.run();
    assertThat(fifth.batches).hasSize(3);
    fifth.serverAcks(2);
    rig.run();
    assertThat(fifth.batches).hasSize(5);
  }

  @Test
  void search_parked_producersDoNotWakeItForWhatItWillNotSend() {
    offer("r0", "r1");
    rig.open().ends(Status.INVALID_ARGUMENT);
    rig.run();
    rig.open();
    long unused = rig.sender.prepareToPark(rig.now);
    offer("r2");
    assertThat(rig.sender.hasNews()).isFalse();
  }

  @Test
  void search_doesNotLinger() {
    use(SenderRig.isolating().batch(100, 1_000, 10 * SECOND).build());
    offer("bad", "r1");
    service.serve();
    assertThat(rig.connections.get(0).batches).isEmpty();
    rig.now += 10 * SECOND;
    service.serve();
    assertThat(service.stored).containsExactly("r1");
    assertThat(rig.rejected).containsExactly("bad");
  }

  @Test
  void flush_isDoneWhenTheCulpritIsSetAside() {
    offer("r0", "bad", "r2");
    SenderRig.Waiter upToTheCulprit = rig.await(2);
    SenderRig.Waiter all = rig.flush();
    service.serve();
    assertThat(upToTheCulprit.isDone()).isTrue();
    assertThat(all.isDone()).isTrue();
    assertThat(rig.sender.acknowledgedRecords()).isEqualTo(2);
  }

  @Test
  void twoNeighbours_areBothSetAside() {
    offerAndServe("r0", "bad1", "bad2", "r3");
    assertThat(rig.rejected).containsExactly("bad1", "bad2");
    assertThat(service.stored).containsExactly("r0", "r3");
  }

  @Test
  void severalCulprits_oneSearch() {
    offerAndServe("r0", "bad1", "r2", "r3", "bad4", "r5", "r6", "r7", "bad8", "r9");
    assertThat(rig.rejected).containsExactly("bad1", "bad4", "bad8");
    assertThat(service.stored).containsExactly("r0", "r2", "r3", "r5", "r6", "r7", "r9");
    assertThat(rig.told).filteredOn(told -> told.startsWith("search")).hasSize(1);
  }

  @Test
  void aLaterCulprit_isAnotherSearch() {
    offerAndServe("bad0", "r1");
    offerAndServe("bad2", "r3");
    assertThat(rig.rejected).containsExactly("bad0", "bad2");
    assertThat(rig.told).filteredOn(told -> told.startsWith("search")).hasSize(2);
  }

  @Test
  void entryOfSeveralRecords_isOneUnit() {
    offer("r0");
    assertThat(rig.buffer.appendBatch(List.of(bytes("r1"), bytes("bad"), bytes("r2"))))
        .isEqualTo(1);
    offerAndServe("r3");
    assertThat(rig.rejected).containsExactly("r1", "bad", "r2");
    assertThat(rig.sender.rejectedRecords()).isEqualTo(3);
    assertThat(service.stored).containsExactly("r0", "r3");
  }

  private static byte[] bytes(String record) {
    return record.getBytes(UTF_8);
  }

  // ---- what the record is not to blame for -----------------------------------------------------

  @Test
  void isolationOff_refusalIsTheStreams() {
    use(SenderRig.forEver().build());
    offerAndServe("bad", "r1");
    assertThat(rig.told).endsWith("refused INVALID_ARGUMENT");
    assertThat(rig.connections).hasSize(1);
  }

  @Test
  void invalidArgument_whileConnecting_isARefusalOfTheStream() {
    offer("r0");
    rig.run();
    rig.last().ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertThat(rig.told).containsExactly("refused INVALID_ARGUMENT");
    assertThat(rig.delays).containsExactly(60 * SECOND);
  }

  @Test
  void invalidArgument_nothingInFlight_isARefusalOfTheStream() {
    rig.open().ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertThat(rig.told).endsWith("refused INVALID_ARGUMENT");
  }

  @Test
  void otherRefusal_inTheMiddleOfASearch_isTheStreams_andTheSearchGoesOnAfterwards() {
    offer("r0", "bad", "r2", "r3");
    rig.open().ends(Status.INVALID_ARGUMENT);
    rig.run();
    rig.open().ends(Status.PERMISSION_DENIED);
    rig.run();
    assertThat(rig.told).endsWith("refused PERMISSION_DENIED");
    rig.now += 60 * SECOND;
    service.serve();
    assertThat(rig.rejected).containsExactly("bad");
    assertThat(service.stored).containsExactly("r0", "r2", "r3");
  }

  @Test
  void connectionLost_theSameBatchGoesAgain() {
    offer("r0", "r1", "r2", "bad");
    rig.open().ends(Status.INVALID_ARGUMENT);
    rig.run();
    FakeConnection half = rig.open();
    assertThat(half.batches).containsExactly(List.of("r0", "r1"));
    half.ends(Status.UNAVAILABLE);
    rig.pass(SECOND);
    rig.pass(SECOND);
    assertThat(rig.open().batches).containsExactly(List.of("r0", "r1"));
  }

  @Test
  void connectionLost_whileOneIsHeldBack_itStaysHeldBackAndIsNotCountedTwice() {
    offer("bad0", "bad1", "r2");
    rig.open().ends(Status.INVALID_ARGUMENT);
    rig.run();
    rig.open().ends(Status.INVALID_ARGUMENT); // bad0 alone
    rig.run();
    for (int i = 0; i < 3; i++) {
      FakeConnection next = rig.open();
      assertThat(next.batches).containsExactly(List.of("bad1"));
      next.ends(Status.UNAVAILABLE);
      rig.run();
      rig.pass(30 * SECOND);
    }
    service.serve();
    assertThat(rig.rejected).containsExactly("bad0", "bad1");
    assertThat(service.stored).containsExactly("r2");
  }

  @Test
  void closeSignal_inTheMiddleOfASearch_changesNothing() {
    offer("r0", "bad", "r2", "r3");
    rig.open().ends(Status.INVALID_ARGUMENT);
    rig.run();
    FakeConnection half = rig.open();
    rig.pass(2 * SECOND);
    half.serverSignalsClose(10 * SECOND);
    rig.run();
    assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.DRAINING);
    half.ends(Status.INVALID_ARGUMENT);
    rig.run();
    assertThat(rig.open().batches).containsExactly(List.of("r0"));
    assertThat(rig.delays).isEmpty();
  }

  // ---- the table at fault ----------------------------------------------------------------------

  @Test
  void nothingIsTaken_theTableIsAtFault_andAllStays() {
    service.refuses(record -> true);
    offerAndServe("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7");
    assertThat(rig.rejected).isEmpty();
    assertThat(rig.buffer.pendingRecords()).isEqualTo(8);
    assertThat(rig.told).endsWith("table at fault 8");
    assertThat(rig.delays).containsExactly(60 * SECOND);
    assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.BACKOFF);
  }

  // Complaint 13.
  @Test
  void tableAtFault_isAskedAgainOnceAMinute_eachTimeWithMoreRecords() {
    service.refuses(record -> true);
    String[] records = new String[25];
    Arrays.setAll(records, i -> "r" + i);
    offerAndServe(records);
    int round = 1;
    for (int probed : new int[] {6, 12, 18, 18}) {
      round++;
      int before = rig.connections.size();
      rig.pass(60 * SECOND - 1);
      assertThat(rig.connections).hasSize(before);
      rig.now += 1;
      service.serve();
      assertThat(rig.connections).hasSize(before + probed);
      for (int i = 0; i < probed; i++) {
        assertThat(rig.connections.get(before + i).batches).containsExactly(List.of("r" + i));
      }
      assertThat(rig.told).filteredOn("table at fault 25"::equals).hasSize(round);
    }
    assertThat(rig.told).containsOnlyOnce("search 25");
    assertThat(rig.rejected).isEmpty();
  }

  @Test
  void manyBadRecordsInARow_areFoundByALongerProbe() {
    service.refuses(record -> record.startsWith("bad"));
    offerAndServe("bad0", "bad1", "bad2", "bad3", "bad4", "good0", "good1");
    assertThat(rig.rejected).isEmpty();
    rig.now += 60 * SECOND;
    service.serve();
    assertThat(rig.rejected).hasSize(5);
    assertThat(service.stored).containsExactly("good0", "good1");
  }

  @Test
  void tableMendedWhileFewRecordsAreHeldBack_theyAreTriedBeforeALaterOne() {
    service.refuses(record -> true);
    offerAndServe("r0", "r1");
    assertThat(rig.sender.heldBack()).isEqualTo(2);
    service.refuses(record -> false);
    rig.now += 10 * SECOND;
    offerAndServe("r2");
    assertThat(service.stored).containsExactly("r0", "r1", "r2");
    assertThat(rig.rejected).isEmpty();
  }

  // Complaint 13.
  @Test
  void tableMended_allArriveInOrder() {
    service.refuses(record -> true);
    offerAndServe("r0", "r1", "r2", "r3", "r4", "r5");
    service.refuses(record -> false);
    rig.now += 60 * SECOND;
    service.serve();
    assertThat(service.stored).containsExactly("r0", "r1", "r2", "r3", "r4", "r5");
    assertThat(rig.rejected).isEmpty();
    assertThat(rig.sender.isSearching()).isFalse();
    int last = rig.connections.size();
    offerAndServe("r6", "r7");
    assertThat(rig.connections).hasSize(last);
  }

  @Test
  void tableMended_aBadOldestRecordDoesNotHideIt() {
    service.refuses(record -> true);
    offerAndServe("bad0", "bad1", "r2", "r3");
    service.refuses(record -> record.startsWith("bad"));
    rig.now += 60 * SECOND;
    service.serve();
    assertThat(rig.rejected).containsExactly("bad0", "bad1");
    assertThat(service.stored).containsExactly("r2", "r3");
  }

  // ---- fewer than three ------------------------------------------------------------------------

  @Test
  void loneRecord_isTriedOnceAMinute_andSetAsideWhenALaterOneIsTaken() {
    offerAndServe("bad");
    for (int minute = 1; minute < 6; minute++) {
      assertThat(rig.connections).hasSize(1 + minute);
      assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.OPEN);
      assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(rig.now + 60 * SECOND);
      rig.now += 60 * SECOND;
      service.serve();
    }
    assertThat(rig.rejected).isEmpty();
    assertThat(rig.buffer.pendingRecords()).isEqualTo(1);
    offerAndServe("r1");
    assertThat(rig.rejected).containsExactly("bad");
    assertThat(service.stored).containsExactly("r1");
    assertThat(rig.connections).hasSize(7);
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
  }

  @Test
  void loneRecord_tableMended_isDelivered() {
    service.refuses(record -> true);
    offerAndServe("r0");
    service.refuses(record -> false);
    rig.now += 60 * SECOND;
    service.serve();
    assertThat(service.stored).containsExactly("r0");
    assertThat(rig.rejected).isEmpty();
    assertThat(rig.sender.isSearching()).isFalse();
  }

  @Test
  void loneRecords_theThirdThatComes_showsThatItIsTheTable() {
    service.refuses(record -> true);
    offerAndServe("r0");
    offerAndServe("r1");
    assertThat(rig.told).doesNotContain("table at fault 2");
    offerAndServe("r2");
    assertThat(rig.told).endsWith("table at fault 3");
  }

  // ---- pace ------------------------------------------------------------------------------------

  @Test
  void manyCulprits_twentyStreamsInAMinute_andAllAreFound() {
    int culprits = 0;
    for (int i = 0; i < 400; i++) {
      boolean bad = i % 10 == 3;
      culprits += bad ? 1 : 0;
      offer(bad ? "bad" + i : "r" + i);
    }
    service.serve();
    assertThat(rig.connections).hasSize(OpeningPace.MAX_OPENINGS);
    assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.BACKOFF);
    for (int second = 0; second < 3_600 && !rig.buffer.isEmpty(); second++) {
      rig.now += SECOND;
      service.serve();
    }
    assertThat(rig.rejected).hasSize(culprits);
    assertThat(service.stored).hasSize(400 - culprits);
    List<Long> at = rig.openedAt;
    for (int i = OpeningPace.MAX_OPENINGS; i < at.size(); i++) {
      assertThat(at.get(i) - at.get(i - OpeningPace.MAX_OPENINGS))
          .isGreaterThanOrEqualTo(60 * SECOND);
    }
  }

  // ---- the end ---------------------------------------------------------------------------------

  @Test
  void close_searchGoesOnWithinItsTime() {
    offer("r0", "r1", "bad", "r3", "r4");
    rig.close(10 * SECOND);
    service.serve();
    assertThat(rig.told).endsWith("closed 0");
    assertThat(service.stored).containsExactly("r0", "r1", "r3", "r4");
    assertThat(rig.rejected).containsExactly("bad");
  }

  @Test
  void close_timeOverInASearch_theRestIsUndelivered() {
    offer("r0", "bad");
    rig.open().ends(Status.INVALID_ARGUMENT);
    rig.run();
    rig.open();
    rig.close(SECOND);
    rig.run();
    rig.pass(SECOND);
    rig.pass(Sender.FINISH_NANOS);
    assertThat(rig.told).endsWith("closed 2");
  }

  @Test
  void close_tableAtFault_endsAtOnce() {
    service.refuses(record -> true);
    offer("r0", "r1", "r2", "r3");
    rig.close(600 * SECOND);
    service.serve();
    assertThat(rig.told).endsWith("closed 4");
  }

  @Test
  void close_inThePauseOfATableFault_isAskedOnceMore() {
    service.refuses(record -> true);
    offerAndServe("r0", "r1", "r2", "r3");
    service.refuses(record -> false);
    rig.close(10 * SECOND);
    service.serve();
    assertThat(rig.told).endsWith("closed 0");
    assertThat(service.stored).hasSize(4);
  }

  @Test
  void close_whileALoneRecordIsHeldBack_isAskedOnceMore_thenEndsAtOnce() {
    offerAndServe("bad");
    rig.close(600 * SECOND);
    service.serve();
    assertThat(rig.told).endsWith("closed 1");
    assertThat(rig.connections).hasSize(2);
    assertThat(rig.connections.get(1).records()).containsExactly("bad");
  }

  @Test
  void urgent_tableAtFault_isAskedOnceMore_thenIsNotWaitedFor() {
    service.refuses(record -> true);
    offerAndServe("r0", "r1", "r2", "r3", "r4", "r5", "r6");
    rig.events.add(new UrgentRequest());
    rig.run();
    assertThat(rig.sender.isUnreachable()).isFalse();
    assertThat(rig.sender.phase()).isEqualTo(ConnectionPhase.CONNECTING);
    service.serve();
    assertThat(rig.sender.isUnreachable()).isTrue();
    assertThat(rig.told).endsWith("table at fault 7");
  }

  @Test
  void urgent_loneRecord_isAskedOnceMore_thenIsNotWaitedFor() {
    offerAndServe("bad");
    rig.events.add(new UrgentRequest());
    service.serve();
    assertThat(rig.sender.isUnreachable()).isTrue();
    assertThat(rig.connections).hasSize(2);
  }

  // ---- options ---------------------------------------------------------------------------------

  @Test
  void isolation_withAPolicyThatEndsWithARefusal_isNoOption() {
    assertThatThrownBy(() -> SenderRig.bounded().isolateRejected(true).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SenderRig.isolating().recovery(false).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---- edits -----------------------------------------------------------------------------------

  /** The table lacks a column; the edit takes it out of what is accepted. */
  private void mendAll() {
    rig.events.add(
        new EditRequest(
            (record, length) -> {
              if (record[0] == 'b') {
                record[0] = 'B';
              }
            }));
    rig.run();
  }

  private static void refuse(FakeConnection connection) {
    connection.ends(Status.INVALID_ARGUMENT);
  }

  @Test
  void edit_beforeTheRefusalOfWhatIsInFlight_isTriedAsItIsNow() {
    FakeConnection first = rig.open();
    offer("bad");
    rig.run();
    mendAll();
    refuse(first);
    rig.run();

    offerAndServe("r");

    assertThat(service.stored).containsExactly("Bad", "r");
    assertThat(rig.rejected).isEmpty();
  }

  @Test
  void edit_ofWhatIsHeldBackWhileTheStreamDrains_isTriedAsItIsNow() {
    offer("bad", "r");
    rig.run();
    refuse(rig.open());
    refuse(rig.open());
    FakeConnection third = rig.open();
    assertThat(rig.sender.heldBack()).isEqualTo(1);
    assertThat(third.records()).containsExactly("r");
    third.serverSignalsClose(5 * SECOND);
    mendAll();
    third.serverAcks(0); // of a stream that nobody listens to any more

    offerAndServe();

    assertThat(service.stored).containsExactly("Bad", "r");
    assertThat(rig.rejected).isEmpty();
  }
}
