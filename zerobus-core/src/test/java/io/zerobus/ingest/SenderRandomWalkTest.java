// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.MILLI;
import static io.zerobus.ingest.SenderRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens in whatever order, these hold: acknowledged ≤ handed over; accepted =
 * acknowledged + pending; each connection sees the records in order, beginning at the first
 * unacknowledged; final states stay; no deadline is left.
 */
class SenderRandomWalkTest {
  private static final Status[] ENDS = {
    Status.UNAVAILABLE,
    Status.INTERNAL,
    Status.OK,
    Status.RESOURCE_EXHAUSTED,
    Status.UNAUTHENTICATED,
    Status.CANCELLED,
    Status.NOT_FOUND,
    Status.INVALID_ARGUMENT,
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void walk_invariantsHold(long seed) {
    for (int walk = 0; walk < 50; walk++) {
      walk(new Random(seed * 1_000 + walk));
    }
  }

  private static void walk(Random random) {
    boolean forEver = random.nextBoolean();
    SenderRig rig =
        new SenderRig(
            (forEver ? SenderRig.forEver() : SenderRig.bounded())
                .batch(1 + random.nextInt(5), 200, random.nextInt(3) * 10 * MILLI)
                .buffer(2_000, 1_000)
                .connectAtOnce(random.nextBoolean())
                .build());
    long accepted = 0;
    for (int step = 0; step < 300; step++) {
      accepted += step(rig, random);
      rig.run();
      check(rig, accepted);
    }
    finish(rig, accepted);
  }

  /** One random thing; returns how many records were accepted. */
  private static int step(SenderRig rig, Random random) {
    FakeConnection connection =
        rig.connections.isEmpty()
            ? null
            // Mostly the present connection, at times one of the past.
            : rig.connections.get(
                random.nextInt(4) == 0
                    ? random.nextInt(rig.connections.size())
                    : rig.connections.size() - 1);
    int choice = random.nextInt(30);
    if (choice < 12) {
      return rig.offer("r" + rig.buffer.acceptedEntries()) >= 0 ? 1 : 0;
    }
    if (choice < 14) {
      rig.pass(random.nextInt(40) * MILLI);
    } else if (choice == 14) {
      rig.pass(random.nextInt(70) * SECOND);
    } else if (choice == 15 && random.nextInt(10) == 0) {
      rig.close(random.nextInt(20) * SECOND);
    } else if (connection == null) {
      return 0;
    } else if (choice < 20) {
      connection.serverOpens();
    } else if (choice < 25) {
      // Any offset it may acknowledge, now and then one that it may not.
      int sent = connection.offsets.size();
      connection.serverAcks(random.nextInt(20) == 0 ? sent : random.nextInt(sent + 1) - 1L);
    } else if (choice == 25) {
      connection.serverSignalsClose(random.nextInt(5) * SECOND);
    } else if (choice == 26) {
      connection.ready = !connection.ready;
      if (connection.ready) {
        connection.transportIsReady();
      }
    } else if (choice == 27) {
      // Final refusals are rare, or no walk would get far.
      int ends = random.nextInt(10) == 0 ? ENDS.length : ENDS.length - 2;
      connection.ends(ENDS[random.nextInt(ends)]);
    } else if (choice == 28) {
      connection.credentialsFail(CredentialsException.unreachable("away", null));
    }
    return 0;
  }

  private static void check(SenderRig rig, long accepted) {
    RecordBuffer buffer = rig.buffer;
    assertThat(buffer.acceptedEntries()).isEqualTo(accepted);
    assertThat(buffer.ackedRecords() + buffer.pendingRecords()).isEqualTo(accepted);
    assertThat(rig.ackedTo).isEqualTo(buffer.ackedEntries());
    assertThat(buffer.ackedEntries()).isLessThanOrEqualTo(highestHandedOver(rig));
    for (FakeConnection connection : rig.connections) {
      assertThat(connection.offsets).isEqualTo(counting(connection.offsets.size()));
      assertConsecutive(connection.records());
    }
    long open = rig.connections.stream().filter(made -> !made.isEnded()).count();
    assertThat(open).isLessThanOrEqualTo(1);
  }

  private static long highestHandedOver(SenderRig rig) {
    long highest = 0;
    for (FakeConnection connection : rig.connections) {
      List<String> records = connection.records();
      if (!records.isEmpty()) {
        highest = Math.max(highest, number(records.get(records.size() - 1)) + 1);
      }
    }
    return highest;
  }

  private static void assertConsecutive(List<String> records) {
    for (int i = 1; i < records.size(); i++) {
      assertThat(number(records.get(i))).isEqualTo(number(records.get(i - 1)) + 1);
    }
  }

  private static long number(String record) {
    return Long.parseLong(record.substring(1));
  }

  private static List<Long> counting(int size) {
    List<Long> offsets = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      offsets.add(i);
    }
    return offsets;
  }

  /** Closes against a faithful server, or finds that the stream had ended. */
  private static void finish(SenderRig rig, long accepted) {
    SenderRig.Waiter flush = rig.flush();
    rig.close(1_000 * SECOND);
    rig.run();
    for (int i = 0; i < 1_000 && !rig.sender.lifecycle().isFinal(); i++) {
      if (!rig.connections.isEmpty()) {
        FakeConnection last = rig.last();
        last.ready = true;
        if (rig.sender.phase() == ConnectionPhase.CONNECTING) {
          last.serverOpens();
          rig.run();
        }
        if (!last.offsets.isEmpty()) {
          last.serverAcks(last.offsets.size() - 1L);
          rig.run();
        }
        if (last.halfClosed) {
          last.ends(Status.OK);
        }
      }
      rig.pass(SECOND / 20);
    }
    Lifecycle end = rig.sender.lifecycle();
    assertThat(end.isFinal()).isTrue();
    assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
    assertThat(rig.sender.waiters()).isZero();
    assertThat(rig.buffer.copyUnacked()).hasSize((int) rig.buffer.pendingRecords());
    if (rig.buffer.pendingRecords() == 0) {
      List<String> all = new ArrayList<>();
      rig.connections.forEach(connection -> all.addAll(connection.records()));
      assertThat(new LinkedHashSet<>(all)).hasSize((int) accepted);
    }
    if (flush.calls == 0) {
      flush.deliverAfterEnd(rig.sender); // it was registered after the end
    }
    assertThat(flush.calls).isEqualTo(1);

    // Final is final.
    rig.connections.forEach(FakeConnection::serverOpens);
    rig.connections.forEach(connection -> connection.ends(Status.UNAVAILABLE));
    rig.pass(100 * SECOND);
    assertThat(rig.sender.lifecycle()).isEqualTo(end);
    assertThat(rig.offer("late")).isEqualTo(RecordBuffer.CLOSED);
  }
}
