// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.MILLI;
import static io.zerobus.ingest.SenderRig.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens in whatever order, these hold:
 *
 * <ul>
 *   <li>acknowledged ≤ handed over, and each acknowledged record is one that a server acknowledged
 *       on the connection that carried it;
 *   <li>accepted = acknowledged + pending, and what is pending can be read at the end, in order;
 *   <li>each connection begins at the first unacknowledged record and keeps the order; its offsets
 *       are 0, 1, 2, …; there is one connection at a time;
 *   <li>nothing waits for ever: where an answer is awaited there is a deadline, and none is in the
 *       past;
 *   <li>each waiter is told once, and rightly;
 *   <li>final states stay, and no deadline is left.
 * </ul>
 */
class SenderRandomWalkTest {
  private static final Status[] TRANSIENT = {
    Status.UNAVAILABLE,
    Status.INTERNAL,
    Status.OK,
    Status.RESOURCE_EXHAUSTED,
    Status.UNAUTHENTICATED,
    Status.CANCELLED,
  };
  private static final Status[] FINAL = {
    Status.NOT_FOUND, Status.INVALID_ARGUMENT, Status.PERMISSION_DENIED,
  };
  private static final int WALKS = 50;
  private static final int STEPS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void walk_invariantsHold(long seed) {
    Set<String> seen = new HashSet<>();
    for (int walk = 0; walk < WALKS; walk++) {
      long walkSeed = seed * 1_000 + walk;
      try {
        // Neighbouring seeds would begin alike.
        new Walk(new Random(walkSeed * 0x9E37_79B9_7F4A_7C15L), seen).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("walk with the seed " + walkSeed, e);
      }
    }
    // The walks go everywhere, or they would prove little.
    for (ConnectionPhase phase : ConnectionPhase.values()) {
      assertThat(seen).contains(phase.name());
    }
    for (Lifecycle lifecycle : Lifecycle.values()) {
      assertThat(seen).contains(lifecycle.name());
    }
    assertThat(seen).contains("stale", "violation", "refused", "rotation");
  }

  /** One walk; the record with the number n is "rn". */
  private static final class Walk {
    private final Random random;
    private final Set<String> seen;
    private final SenderRig rig;
    private final List<SenderRig.Waiter> waiters = new ArrayList<>();

    /** Count of records up to the end of each accepted entry. */
    private final List<Long> recordsByEntry = new ArrayList<>();

    /** Records that a server acknowledged on the connection that had carried them. */
    private final BitSet acknowledged = new BitSet();

    private long accepted;
    private long handedOver;
    private int connectionsChecked;
    private int batchesChecked;

    Walk(Random random, Set<String> seen) {
      this.random = random;
      this.seen = seen;
      boolean forEver = random.nextBoolean();
      this.rig =
          new SenderRig(
              (forEver ? SenderRig.forEver() : SenderRig.bounded())
                  .batch(1 + random.nextInt(5), 200, random.nextInt(3) * 10 * MILLI)
                  .buffer(2_000, 1_000)
                  .connectAtOnce(random.nextBoolean())
                  .recovery(random.nextInt(12) > 0)
                  .pausedMaxWaitNanos(random.nextBoolean() ? Long.MAX_VALUE : SECOND)
                  .build());
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        step();
        drive();
        check();
      }
      finish();
    }

    /** As the sender's thread does it. */
    private void drive() {
      for (int attempt = 0; attempt < 10; attempt++) {
        try {
          rig.run();
          checkSent();
          return;
        } catch (MadeUp e) {
          rig.sender.onError(e, rig.now);
        }
      }
      throw new IllegalStateException("the sender does not survive");
    }

    private void step() {
      int choice = random.nextInt(100);
      if (choice < 34) {
        offer();
      } else if (choice < 38) {
        offerBatch();
      } else if (choice < 45) {
        rig.now += random.nextInt(40) * MILLI;
      } else if (choice < 48) {
        rig.now += random.nextInt(70) * SECOND;
      } else if (choice == 48) {
        endIsNear();
      } else if (choice < 51) {
        waiters.add(rig.await(random.nextInt(recordsByEntry.size() + 1)));
      } else if (!rig.connections.isEmpty()) {
        serverStep(choice, anyConnection());
      }
    }

    /** Mostly the present connection, at times one of the past. */
    private FakeConnection anyConnection() {
      int made = rig.connections.size();
      return rig.connections.get(random.nextInt(4) == 0 ? random.nextInt(made) : made - 1);
    }

    private void endIsNear() {
      switch (random.nextInt(12)) {
        case 0:
          rig.close(random.nextInt(20) * SECOND);
          break;
        case 1:
          rig.events.add(new UrgentRequest());
          break;
        default:
          if (!rig.connections.isEmpty()) {
            rig.last().sendError = new MadeUp();
          }
      }
    }

    private void serverStep(int choice, FakeConnection connection) {
      if (choice < 67) {
        connection.serverOpens();
      } else if (choice < 84) {
        acknowledge(connection);
      } else if (choice < 88) {
        connection.serverSignalsClose(random.nextInt(5) * SECOND);
      } else if (choice < 91) {
        connection.ready = !connection.ready;
        if (connection.ready) {
          connection.transportIsReady();
        }
      } else if (choice < 94) {
        // Final refusals are rare, or no walk would get far.
        Status[] ends = random.nextInt(10) == 0 ? FINAL : TRANSIENT;
        connection.ends(ends[random.nextInt(ends.length)]);
      } else if (choice < 97) {
        connection.credentialsFail(
            random.nextInt(10) == 0
                ? CredentialsException.refused("no", null)
                : CredentialsException.unreachable("away", null));
      } else if (choice == 97) {
        connection.serverSendsNonsense();
      }
    }

    /** Any offset that it may acknowledge, now and then one that it may not. */
    private void acknowledge(FakeConnection connection) {
      int sent = connection.offsets.size();
      long offset;
      switch (random.nextInt(25)) {
        case 0:
          offset = sent;
          break;
        case 1:
          offset = random.nextBoolean() ? Long.MAX_VALUE : -1 - random.nextInt(3);
          break;
        default:
          offset = random.nextInt(sent + 1) - 1L;
      }
      if (offset >= 0 && offset < sent) {
        for (List<String> batch : connection.batches.subList(0, (int) offset + 1)) {
          batch.forEach(record -> acknowledged.set((int) number(record)));
        }
      }
      connection.serverAcks(offset);
    }

    private void offer() {
      if (rig.offer("r" + accepted) >= 0) {
        accepted++;
        recordsByEntry.add(accepted);
      }
    }

    private void offerBatch() {
      List<byte[]> batch = new ArrayList<>();
      int count = 1 + random.nextInt(7);
      for (int i = 0; i < count; i++) {
        batch.add(("r" + (accepted + i)).getBytes(UTF_8));
      }
      if (rig.buffer.appendBatch(batch) >= 0) {
        accepted += count;
        recordsByEntry.add(accepted);
      }
    }

    // ---- what must hold ------------------------------------------------------------------------

    private void check() {
      seen.add(rig.sender.phase().name());
      seen.add(rig.sender.lifecycle().name());
      if (rig.sender.staleEvents() > 0) {
        seen.add("stale");
      }
      RecordBuffer buffer = rig.buffer;
      assertThat(buffer.acceptedEntries()).isEqualTo(recordsByEntry.size());
      assertThat(buffer.ackedRecords() + buffer.pendingRecords()).isEqualTo(accepted);
      assertThat(rig.ackedTo).isEqualTo(buffer.ackedEntries());
      assertThat(buffer.ackedRecords()).isEqualTo(recordsUpTo(buffer.ackedEntries()));
      assertThat(buffer.ackedRecords()).isLessThanOrEqualTo(handedOver);
      assertThat(acknowledged.nextClearBit(0)).isGreaterThanOrEqualTo((int) buffer.ackedRecords());
      long open = rig.connections.stream().filter(made -> !isOver(made)).count();
      assertThat(open).isLessThanOrEqualTo(1);
      checkDeadlines();
      for (SenderRig.Waiter waiter : waiters) {
        boolean durable = buffer.ackedEntries() >= waiter.entries();
        boolean over = durable || rig.sender.lifecycle().isFinal();
        if (waiter.calls == 0 && rig.sender.lifecycle().isFinal()) {
          continue; // came after the end: finish() looks at it
        }
        assertThat(waiter.calls).isEqualTo(over ? 1 : 0);
        assertThat(waiter.hasFailed()).isEqualTo(over && !durable);
      }
    }

    private long recordsUpTo(long entries) {
      return entries == 0 ? 0 : recordsByEntry.get((int) entries - 1);
    }

    private static boolean isOver(FakeConnection made) {
      return made.cancelled || made.terminated;
    }

    /** What was sent since the last look, which is all on one connection, or on further ones. */
    private void checkSent() {
      while (connectionsChecked < rig.connections.size()) {
        FakeConnection connection = rig.connections.get(connectionsChecked);
        while (batchesChecked < connection.batches.size()) {
          List<String> batch = connection.batches.get(batchesChecked);
          assertThat(connection.offsets.get(batchesChecked)).isEqualTo(batchesChecked);
          long expected =
              batchesChecked == 0
                  // No server acknowledges anything within a step.
                  ? rig.buffer.ackedRecords()
                  : last(connection.batches.get(batchesChecked - 1)) + 1;
          for (String record : batch) {
            assertThat(number(record)).isEqualTo(expected++);
          }
          handedOver = Math.max(handedOver, expected);
          batchesChecked++;
        }
        if (connectionsChecked == rig.connections.size() - 1) {
          return;
        }
        connectionsChecked++;
        batchesChecked = 0;
      }
    }

    private void checkDeadlines() {
      Sender sender = rig.sender;
      long deadline = sender.nextDeadlineNanos();
      if (sender.lifecycle().isFinal()) {
        assertThat(deadline).isEqualTo(Sender.NO_DEADLINE);
        assertThat(sender.waiters()).isZero();
        assertThat(sender.inFlightBatches()).isZero();
        return;
      }
      assertThat(deadline).isGreaterThan(rig.now);
      boolean answerAwaited =
          sender.inFlightBatches() > 0
              || sender.lifecycle() == Lifecycle.CLOSING
              || (sender.phase() != ConnectionPhase.OPEN && sender.phase() != ConnectionPhase.IDLE);
      if (answerAwaited) {
        assertThat(deadline).isLessThanOrEqualTo(rig.now + 60 * SECOND);
      }
    }

    private static long last(List<String> batch) {
      return number(batch.get(batch.size() - 1));
    }

    private static long number(String record) {
      return Long.parseLong(record.substring(1));
    }

    // ---- the end -------------------------------------------------------------------------------

    /** Closes against a faithful server, or finds that the stream had ended. */
    private void finish() {
      rig.told.forEach(
          told -> {
            if (told.endsWith("INTERNAL")) {
              seen.add("violation");
            }
            seen.add(told.replaceAll(" .*", ""));
          });
      waiters.add(rig.flush());
      rig.close(1_000 * SECOND);
      drive();
      for (int i = 0; i < 1_000 && !rig.sender.lifecycle().isFinal(); i++) {
        if (!rig.connections.isEmpty()) {
          serveFaithfully(rig.last());
        }
        rig.now += SECOND / 20;
        drive();
      }
      checkEnd();
    }

    private void serveFaithfully(FakeConnection last) {
      last.ready = true;
      last.sendError = null;
      if (rig.sender.phase() == ConnectionPhase.CONNECTING) {
        last.serverOpens();
        drive();
      }
      if (!last.offsets.isEmpty()) {
        for (List<String> batch : last.batches) {
          batch.forEach(record -> acknowledged.set((int) number(record)));
        }
        last.serverAcks(last.offsets.size() - 1L);
        drive();
      }
      if (last.halfClosed) {
        last.ends(Status.OK);
      }
    }

    private void checkEnd() {
      Lifecycle end = rig.sender.lifecycle();
      assertThat(end.isFinal()).isTrue();
      for (SenderRig.Waiter waiter : waiters) {
        if (waiter.calls == 0) {
          waiter.deliverAfterEnd(rig.sender); // it was registered after the end
        }
      }
      rig.run();
      check();
      waiters.forEach(waiter -> assertThat(waiter.calls).isEqualTo(1));
      List<String> told = List.copyOf(rig.told);
      assertThat(told.get(told.size() - 1))
          .startsWith(end == Lifecycle.FAILED ? "failed " : "closed ");
      checkUnacknowledged();

      // Final is final.
      int made = rig.connections.size();
      rig.connections.forEach(FakeConnection::serverOpens);
      rig.connections.forEach(connection -> connection.serverAcks(0));
      rig.connections.forEach(connection -> connection.serverSignalsClose(0));
      rig.connections.forEach(connection -> connection.ends(Status.UNAVAILABLE));
      rig.close(0);
      rig.events.add(new UrgentRequest());
      rig.pass(100 * SECOND);
      check();
      assertThat(rig.sender.lifecycle()).isEqualTo(end);
      assertThat(rig.told).isEqualTo(told);
      assertThat(rig.connections).hasSize(made);
      assertThat(rig.offer("late")).isEqualTo(RecordBuffer.CLOSED);
    }

    /** Nothing is lost: what is not durable can be read, call by call. */
    private void checkUnacknowledged() {
      List<List<byte[]>> left = rig.buffer.copyUnacked();
      int entry = (int) rig.buffer.ackedEntries();
      long record = rig.buffer.ackedRecords();
      assertThat(left).hasSize(recordsByEntry.size() - entry);
      for (List<byte[]> records : left) {
        for (byte[] bytes : records) {
          assertThat(new String(bytes, UTF_8)).isEqualTo("r" + record++);
        }
        assertThat(record).isEqualTo(recordsByEntry.get(entry++));
      }
    }
  }

  /** Thrown where a defect of ours might throw. */
  private static final class MadeUp extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
