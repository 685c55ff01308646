// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.MILLI;
import static io.zerobus.ingest.SenderRig.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With a service that refuses certain records, loses connections, rotates streams, and whose table
 * takes nothing at times, these hold:
 *
 * <ul>
 *   <li>each good record is stored, and the first time in order; no bad one is;
 *   <li>each bad one is handed to the observer once, in order; no good one is;
 *   <li>accepted = acknowledged + rejected + pending;
 *   <li>in a search, no more than 20 streams are opened in any 60 s;
 *   <li>there is a deadline wherever an answer is awaited, and none is in the past.
 * </ul>
 */
@Tag("slow")
class SenderIsolationWalkTest {
  private static final Predicate<String> BAD = record -> record.startsWith("b");
  private static final int WALKS = 50;
  private static final int STEPS = 300;

  // Complaint 13.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void walk_invariantsHold(long seed) {
    Set<String> seen = new HashSet<>();
    for (int walk = 0; walk < WALKS; walk++) {
      long walkSeed = seed * 1_000 + walk;
      try {
        new Walk(new Random(walkSeed * 0x9E37_79B9_7F4A_7C15L), seen).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("walk with the seed " + walkSeed, e);
      }
    }
    assertThat(seen).contains("search", "table", "rejected", "rotation", "retry", "paced");
  }

  private static final class Walk {
    private final Random random;
    private final Set<String> seen;
    private final SenderRig rig;
    private final PickyService service;
    private final List<String> good = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();
    private int badInARow;
    private int openingsChecked;

    Walk(Random random, Set<String> seen) {
      this.random = random;
      this.seen = seen;
      this.rig =
          new SenderRig(
              SenderRig.isolating()
                  .batch(1 + random.nextInt(40), 400, random.nextInt(3) * 10 * MILLI)
                  .connectAtOnce(random.nextBoolean())
                  .build());
      this.service = new PickyService(rig, BAD);
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        if (random.nextInt(100) == 0) {
          service.refuses(record -> true);
        } else if (random.nextInt(25) == 0) {
          mendTable();
        }
        step();
        drive();
      }
      finish();
    }

    /** Not while some are held back: they would be blamed for what was the table's fault. */
    private void mendTable() {
      if (rig.sender.heldBack() == 0) {
        service.refuses(BAD);
      }
    }

    private void step() {
      int choice = random.nextInt(100);
      if (choice < 35) {
        offerSome();
      } else if (choice < 75) {
        boolean unused = service.step();
      } else if (choice < 90) {
        rig.now += random.nextInt(3_000) * MILLI;
      } else if (choice < 92) {
        rig.now += random.nextInt(70) * SECOND;
      } else if (choice < 94) {
        rig.events.add(new UrgentRequest());
      } else if (!rig.connections.isEmpty() && !rig.last().isEnded()) {
        trouble(rig.last());
      }
    }

    private void trouble(FakeConnection connection) {
      switch (random.nextInt(4)) {
        case 0:
          connection.ends(Status.UNAVAILABLE);
          break;
        case 1:
          connection.serverSignalsClose(random.nextInt(5) * SECOND);
          break;
        default:
          connection.ready = !connection.ready;
          if (connection.ready) {
            connection.transportIsReady();
          }
      }
    }

    private void offerSome() {
      for (int i = random.nextInt(20); i >= 0; i--) {
        // Three in a row, with nothing good between, would pass for a fault of the table.
        boolean isBad = badInARow < 2 && random.nextInt(30) == 0;
        badInARow = isBad ? badInARow + 1 : 0;
        offer(isBad, random.nextInt(15) == 0 ? 1 + random.nextInt(4) : 0);
      }
    }

    private void offer(boolean isBad, int asBatchOf) {
      List<byte[]> records = new ArrayList<>();
      for (int i = 0; i < Math.max(1, asBatchOf); i++) {
        String record = (isBad ? "b" : "g") + (good.size() + bad.size());
        (isBad ? bad : good).add(record);
        records.add(record.getBytes(UTF_8));
      }
      long offset =
          asBatchOf == 0
              ? rig.buffer.append(records.get(0), 0, records.get(0).length)
              : rig.buffer.appendBatch(records);
      assertThat(offset).isNotNegative();
    }

    private void drive() {
      boolean before = rig.sender.isSearching();
      rig.run();
      checkOpenings(before && rig.sender.isSearching());
      check();
    }

    private void checkOpenings(boolean allInASearch) {
      for (; openingsChecked < rig.openedAt.size(); openingsChecked++) {
        int earlier = openingsChecked - OpeningPace.MAX_OPENINGS;
        if (allInASearch && earlier >= 0) {
          long apart = rig.openedAt.get(openingsChecked) - rig.openedAt.get(earlier);
          assertThat(apart).isGreaterThanOrEqualTo(60 * SECOND);
          seen.add("paced");
        }
      }
    }

    private void check() {
      Sender sender = rig.sender;
      assertThat(sender.acknowledgedRecords() + sender.rejectedRecords())
          .isEqualTo(rig.buffer.ackedRecords());
      assertThat(rig.buffer.ackedRecords() + rig.buffer.pendingRecords())
          .isEqualTo(good.size() + bad.size());
      assertThat(sender.rejectedRecords()).isEqualTo(rig.rejected.size());
      assertThat(rig.rejected).isEqualTo(bad.subList(0, rig.rejected.size()));
      assertThat(sender.acknowledgedRecords()).isLessThanOrEqualTo(service.stored.size());
      long deadline = sender.nextDeadlineNanos();
      assertThat(deadline).isGreaterThan(rig.now);
      if (sender.inFlightBatches() > 0
          || (sender.phase() != ConnectionPhase.OPEN && sender.phase() != ConnectionPhase.IDLE)) {
        assertThat(deadline).isLessThanOrEqualTo(rig.now + 60 * SECOND);
      }
    }

    /** The table is mended, and a good record comes last: nothing stays in doubt. */
    private void finish() {
      for (int i = 0; i < 3; i++) {
        offer(false, 0);
      }
      SenderRig.Waiter flush = rig.flush();
      for (int second = 0; second < 7_200 && !flush.isDone(); second++) {
        makeReady();
        mendTable();
        serve();
        rig.now += SECOND;
      }
      assertThat(flush.isDone()).isTrue();
      assertThat(rig.rejected).isEqualTo(bad);
      assertThat(List.copyOf(new LinkedHashSet<>(service.stored))).isEqualTo(good);
      assertThat(rig.sender.acknowledgedRecords()).isEqualTo(good.size());
      rig.told.forEach(told -> seen.add(told.replaceAll(" .*", "")));
      if (!bad.isEmpty()) {
        seen.add("rejected");
      }
      rig.close(10 * SECOND);
      serve();
      assertThat(rig.told).endsWith("closed 0");
      assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
    }

    private void serve() {
      do {
        rig.run();
      } while (service.step());
    }

    private void makeReady() {
      if (!rig.connections.isEmpty() && !rig.last().ready) {
        rig.last().transportIsReady();
      }
    }
  }
}
