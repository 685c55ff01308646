// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.MILLI;
import static io.zerobus.ingest.SenderRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The sender of a stream that gives up its oldest records, or edits what it has accepted. */
class SenderGiveUpTest {
  /** Room for five records of one character. */
  private final BufferBudget budget = BufferBudget.of(15, 100);

  private final SenderRig rig =
      new SenderRig(SenderRig.forEver().buffer(budget).giveUpOldest(true).build());

  private void offer(String... records) {
    for (String record : records) {
      assertThat(rig.offer(record)).isNotNegative();
    }
  }

  // ---- the oldest are given up -----------------------------------------------------------------

  @Test
  void giveUp_inFlight_staysAndIsSentAgain() {
    FakeConnection first = rig.open();
    offer("a", "b");
    rig.run();
    first.ready = false;
    offer("c", "d", "e", "f", "g");
    first.transportIsReady();
    rig.run();
    assertThat(first.records()).containsExactly("a", "b", "e", "f", "g");
    assertThat(rig.buffer.givenUpRecords()).isEqualTo(2);

    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.pass(30 * SECOND);
    FakeConnection second = rig.open();
    assertThat(second.records()).containsExactly("a", "b", "e", "f", "g");
    second.serverAcks(second.offsets.size() - 1L);
    rig.run();
    assertThat(rig.buffer.isEmpty()).isTrue();
    assertThat(rig.buffer.ackedRecords()).isEqualTo(5);
    assertThat(rig.ackedTo).isEqualTo(7);
    assertThat(budget.pendingBytes()).isZero();
  }

  @Test
  void giveUp_flush_endsOnceAllElseBelowIsAcknowledged() {
    FakeConnection connection = rig.open();
    offer("a", "b");
    rig.run();
    connection.ready = false;
    offer("c", "d", "e");
    SenderRig.Waiter ofGivenUp = rig.await(4);
    SenderRig.Waiter ofAll = rig.flush();
    offer("f", "g");
    rig.run();
    assertThat(ofGivenUp.calls).isZero();

    connection.serverAcks(0);
    rig.run();
    assertThat(ofGivenUp.isDone()).isTrue();
    assertThat(ofAll.calls).isZero();

    connection.transportIsReady();
    rig.run();
    connection.serverAcks(1);
    rig.run();
    assertThat(ofAll.isDone()).isTrue();
  }

  @Test
  void giveUp_withoutConnection_flushEndsAndTheSenderIsWoken() {
    rig.run();
    offer("a", "b");
    SenderRig.Waiter flush = rig.flush();
    rig.run();
    rig.sender.prepareToPark(rig.now);
    offer("c", "d", "e", "f");
    assertThat(rig.sender.hasNews()).isFalse();
    offer("g");
    assertThat(rig.sender.hasNews()).isTrue();
    rig.run();
    assertThat(flush.isDone()).isTrue();
    assertThat(rig.buffer.pendingRecords()).isEqualTo(5);

    rig.sender.prepareToPark(rig.now);
    assertThat(rig.sender.hasNews()).isFalse();
  }

  @Test
  void giveUp_ofWhatLingers_leavesNoReasonToStayAwake() {
    SenderRig lingering =
        new SenderRig(
            SenderRig.forEver()
                .buffer(15, 100)
                .batch(100, 1_000, 20 * MILLI)
                .giveUpOldest(true)
                .build());
    FakeConnection connection = lingering.open();
    lingering.offer("a");
    lingering.run();
    for (String record : new String[] {"b", "c", "d", "e", "f"}) {
      assertThat(lingering.offer(record)).isNotNegative();
    }
    lingering.run();
    lingering.sender.prepareToPark(lingering.now);
    assertThat(lingering.sender.hasNews()).isFalse();
    lingering.pass(20 * MILLI);
    assertThat(connection.records()).containsExactly("b", "c", "d", "e", "f");
  }

  @Test
  void close_withGaps_deliversTheRest() {
    FakeConnection connection = rig.open();
    offer("a");
    rig.run();
    connection.ready = false;
    offer("b", "c", "d", "e", "f", "g");
    rig.close(100 * SECOND);
    connection.transportIsReady();
    rig.run();
    connection.serverAcks(connection.offsets.size() - 1L);
    rig.run();
    connection.ends(Status.OK);
    rig.run();
    assertThat(connection.records()).containsExactly("a", "d", "e", "f", "g");
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSED);
    assertThat(rig.told).endsWith("closed 0");
    assertThat(budget.pendingBytes()).isZero();
  }

  @Test
  void end_undelivered_givenBackToTheBudgetAndReadable() {
    SenderRig other = new SenderRig(SenderRig.bounded().buffer(budget).build());
    assertThat(other.offer("x")).isZero();
    FakeConnection connection = rig.open();
    offer("a");
    rig.run();
    connection.ready = false;
    offer("b", "c");
    rig.close(0);
    rig.run();
    rig.pass(SECOND);
    assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSED);
    assertThat(rig.told).endsWith("closed 3");
    assertThat(rig.buffer.copyUnacked()).hasSize(3);
    assertThat(budget.pendingRecords()).isEqualTo(1);

    other.sender.abort(new OutOfMemoryError("made up"));
    assertThat(other.buffer.copyUnacked()).hasSize(1);
    assertThat(budget.pendingBytes()).isZero();
    assertThat(budget.pendingRecords()).isZero();
  }

  /** With the real thread: it must be told, as nothing else would wake it. */
  @Test
  void giveUp_withoutConnection_wakesTheParkedThread() throws Exception {
    IngestStream stream =
        IngestStream.start(
            SenderRig.forEver().buffer(15, 100).giveUpOldest(true).build(),
            "given-up",
            inbox -> new FakeConnection(inbox), // which never opens
            new StreamObserver() {},
            bound -> bound);
    try {
      offer(stream, "a");
      SenderRig.Waiter flush = new SenderRig.Waiter(1);
      stream.whenAcknowledged(flush);
      for (int i = 0; i < 5; i++) {
        offer(stream, "b");
      }
      assertThat(stream.awaitAcknowledged(1, TimeUnit.SECONDS.toNanos(10))).isTrue();
      assertThat(stream.givenUpRecords()).isEqualTo(1);
      assertThat(stream.pendingRecords()).isEqualTo(5);
      // Registered before anything was given up, so it is the producer that wakes the thread.
      await().atMost(10, TimeUnit.SECONDS).until(flush::isDone);
    } finally {
      stream.requestClose(0);
      assertThat(stream.awaitEnd(TimeUnit.SECONDS.toNanos(10))).isTrue();
    }
  }

  private static void offer(IngestStream stream, String record) {
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    assertThat(stream.offer(bytes, 0, bytes.length)).isNotNegative();
  }

  // ---- edits -----------------------------------------------------------------------------------

  private void edit(char from, char to) {
    rig.events.add(
        new EditRequest(
            (record, length) -> {
              for (int i = 0; i < length; i++) {
                record[i] = record[i] == from ? (byte) to : record[i];
              }
            }));
  }

  @Test
  void edit_waiting_atOnce_inFlightBeforeItIsSentAgain_laterNever() {
    FakeConnection first = rig.open();
    offer("a");
    rig.run();
    first.ready = false;
    offer("a");
    edit('a', 'x');
    rig.run();
    offer("a");
    assertThat(rig.buffer.copyUnacked().stream().map(entry -> (char) entry.get(0)[0]))
        .containsExactly('a', 'x', 'a');
    first.transportIsReady();
    rig.run();
    assertThat(first.records()).containsExactly("a", "x", "a");

    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.pass(30 * SECOND);
    assertThat(rig.open().records()).containsExactly("x", "x", "a");
  }

  @Test
  void edit_several_inOrder() {
    FakeConnection first = rig.open();
    offer("a");
    rig.run();
    edit('a', 'b');
    rig.run();
    offer("b");
    rig.run();
    edit('b', 'c');
    edit('c', 'd');
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.pass(30 * SECOND);
    assertThat(rig.open().records()).containsExactly("d", "d");
  }

  @Test
  void edit_withoutConnection_all() {
    rig.run();
    offer("a", "a");
    edit('a', 'x');
    assertThat(rig.open().records()).containsExactly("x", "x");
  }

  @Test
  void edit_acknowledgedMeanwhile_doesNotTouchWhatCameLater() {
    FakeConnection first = rig.open();
    offer("a");
    rig.run();
    edit('a', 'x');
    rig.run();
    first.serverAcks(0);
    offer("a");
    rig.run();
    first.ends(Status.UNAVAILABLE);
    rig.run();
    rig.pass(30 * SECOND);
    assertThat(rig.open().records()).containsExactly("a");
  }

  @Test
  void edit_streamEndsWithItOwed_theUndeliveredAreEdited() {
    rig.open();
    offer("a");
    rig.run();
    edit('a', 'x');
    rig.close(0);
    rig.run();
    rig.pass(SECOND);
    List<List<byte[]>> left = rig.buffer.copyUnacked();
    assertThat(left).hasSize(1);
    assertThat(left.get(0).get(0)).containsExactly('x');
  }
}
