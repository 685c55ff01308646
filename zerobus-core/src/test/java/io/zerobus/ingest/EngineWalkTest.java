// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.MILLI;
import static io.zerobus.ingest.SenderRig.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A sender with all that a log shipper asks of it at once: a small buffer that gives up its oldest,
 * a search for refused records, edits of records that are accepted already; against a service that
 * refuses some records, loses connections, rotates streams, stalls, stores without an
 * acknowledgment, takes a column away, and whose table takes nothing at times. These hold:
 *
 * <ul>
 *   <li>each accepted record ends once: as acknowledged, and then it is stored, as given up, or as
 *       rejected; until then it is pending, and all counters say the same;
 *   <li>only what the service refuses as it is now is rejected: no good record, and none that an
 *       edit has mended;
 *   <li>a sender that is stepped only when its thread would be woken ends empty, and soon, once the
 *       service takes everything;
 *   <li>then nothing is taken of the budget.
 * </ul>
 *
 * <p>A record is a letter and its number: {@code g} is good, {@code b} is bad, {@code c} is bad
 * while the column is away, and an edit makes {@code C} of that, which is good.
 */
@Tag("slow")
class EngineWalkTest {
  /** A property of the profile soak makes them more. */
  private static final int WALKS = 12 * Integer.getInteger("zerobus.rounds", 1);

  private static final int STEPS = 250;

  /** A pause after a refusal, one of the pace, one of the longest backoff, and as much again. */
  private static final long SOON = 300 * SECOND;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
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
    assertThat(seen)
        .contains("search", "table", "rotation", "retry", "refused")
        .contains("rejected", "given up", "full", "edited in a search", "given up in a search");
  }

  private static final class Walk {
    private final Random random;
    private final Set<String> seen;
    private final BufferBudget budget;
    private final SenderRig rig;
    private final Service service;
    private final List<SenderRig.Waiter> flushes = new ArrayList<>();

    /** The number of each record and what it is now, oldest first. */
    private Map<Integer, Character> pending = new LinkedHashMap<>();

    private final Set<Integer> acknowledged = new HashSet<>();
    private int accepted;
    private int givenUp;
    private int rejected;
    private int badInARow;
    private boolean writesColumn = true;
    private long wakeAt;

    Walk(Random random, Set<String> seen) {
      this.random = random;
      this.seen = seen;
      this.budget = BufferBudget.of(150 + random.nextInt(1_000), 8 + random.nextInt(100));
      this.rig =
          new SenderRig(
              SenderRig.isolating()
                  .buffer(budget)
                  .giveUpOldest(true)
                  .batch(1 + random.nextInt(20), 400, random.nextInt(3) * 10 * MILLI)
                  .connectAtOnce(random.nextBoolean())
                  .build());
      this.service = new Service(rig, random);
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        changeTable();
        step();
        drive();
      }
      finish();
    }

    private void changeTable() {
      int choice = random.nextInt(150);
      if (choice == 0) {
        service.takesNothing = true;
      } else if (choice < 8) {
        mendTable();
      } else if (choice == 8) {
        service.hasColumn = false;
      } else if (choice < 12 && !service.hasColumn && writesColumn) {
        editColumn();
      } else if (choice == 12 && !writesColumn) {
        service.hasColumn = true;
        service.columnMustBeGone = false;
        writesColumn = true;
      }
    }

    /** Not while some are held back: they would be blamed for what was the table's fault. */
    private void mendTable() {
      if (rig.sender.heldBack() == 0) {
        service.takesNothing = false;
      }
    }

    private void editColumn() {
      writesColumn = false;
      if (rig.sender.isSearching()) {
        seen.add("edited in a search");
      }
      rig.events.add(new EditRequest(Walk::withoutColumn));
      drive();
      service.columnMustBeGone = true;
    }

    private static void withoutColumn(byte[] record, int length) {
      if (record[0] == 'c') {
        record[0] = 'C';
      }
    }

    private void step() {
      int choice = random.nextInt(100);
      if (choice < 40) {
        offerSome();
      } else if (choice < 75) {
        service.step();
      } else if (choice < 88) {
        rig.now += random.nextInt(3_000) * MILLI;
      } else if (choice < 91) {
        rig.now += random.nextInt(70) * SECOND;
      } else if (choice < 92) {
        rig.events.add(new ReachedNews());
      } else if (choice < 93) {
        rig.events.add(random.nextBoolean() ? new UrgentRequest() : new CalmRequest());
      } else if (choice < 95) {
        flushes.add(rig.flush());
      } else if (!rig.connections.isEmpty() && !rig.last().isEnded()) {
        trouble(rig.last());
      }
    }

    private void trouble(FakeConnection connection) {
      switch (random.nextInt(6)) {
        case 0:
          connection.ends(Status.UNAVAILABLE);
          break;
        case 1:
          connection.ends(Status.PERMISSION_DENIED);
          break;
        case 2:
          connection.serverSignalsClose(random.nextInt(5) * SECOND);
          break;
        default:
          connection.ready = !connection.ready;
          if (connection.ready) {
            connection.transportIsReady();
          }
      }
    }

    // ---- producers -----------------------------------------------------------------------------

    private void offerSome() {
      for (int i = random.nextInt(12); i >= 0; i--) {
        // Many in a row, with nothing good between, would pass for a fault of the table.
        boolean isBad = badInARow < 2 && random.nextInt(25) == 0;
        badInARow = isBad ? badInARow + 1 : 0;
        char kind = isBad ? 'b' : writesColumn && random.nextInt(4) == 0 ? 'c' : 'g';
        offer(kind, random.nextInt(15) == 0 ? 2 + random.nextInt(3) : 1);
      }
    }

    private void offer(char kind, int records) {
      List<byte[]> entry = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        String record = kind + "" + (accepted + i) + "x".repeat(random.nextInt(9));
        entry.add(record.getBytes(UTF_8));
      }
      boolean searching = rig.sender.isSearching();
      if (append(entry) < 0) {
        seen.add("full");
        look(false);
        return;
      }
      for (int i = 0; i < records; i++) {
        pending.put(accepted++, kind);
      }
      if (look(false) > 0) {
        seen.add(searching ? "given up in a search" : "given up");
      }
    }

    private long append(List<byte[]> entry) {
      byte[] first = entry.get(0);
      return entry.size() > 1
          ? rig.buffer.appendBatch(entry)
          : rig.buffer.append(first, 0, first.length, random.nextInt(4) > 0);
    }

    // ---- what became of the records ------------------------------------------------------------

    /**
     * Compares what was pending with what is.
     *
     * @param stepped whether the sender has worked since; otherwise what is gone was given up
     * @return how many are gone
     */
    private int look(boolean stepped) {
      Map<Integer, Character> now = new LinkedHashMap<>();
      rig.buffer
          .copyUnacked()
          .forEach(entry -> entry.forEach(record -> now.put(number(record), (char) record[0])));
      Set<Integer> gone = new HashSet<>(pending.keySet());
      gone.removeAll(now.keySet());
      assertThat(pending.keySet()).containsAll(now.keySet());
      pending = now;
      if (stepped) {
        takeRejected(gone);
        assertThat(service.stored).containsAll(gone);
        acknowledged.addAll(gone);
      } else {
        givenUp += gone.size();
      }
      return gone.size();
    }

    private void takeRejected(Set<Integer> gone) {
      for (; rejected < rig.rejected.size(); rejected++) {
        String record = rig.rejected.get(rejected);
        assertThat(record.charAt(0)).isIn('b', 'c');
        if (record.charAt(0) == 'c') {
          assertThat(service.columnMustBeGone).as("edited, and rejected all the same").isFalse();
        }
        assertThat(gone.remove(number(record.getBytes(UTF_8)))).isTrue();
        seen.add("rejected");
      }
    }

    private static int number(byte[] record) {
      return Integer.parseInt(new String(record, 1, record.length - 1, UTF_8).replace("x", ""));
    }

    // ---- the thread ----------------------------------------------------------------------------

    /** Steps as the thread does: when there is news, or a deadline has passed. */
    private void drive() {
      for (int turns = 0; rig.sender.hasNews() || rig.now >= wakeAt; turns++) {
        assertThat(turns).as("turns without time passing").isLessThan(1_000);
        rig.run();
        wakeAt = rig.sender.prepareToPark(rig.now);
      }
      look(true);
      check();
    }

    private void check() {
      Sender sender = rig.sender;
      RecordBuffer buffer = rig.buffer;
      assertThat(sender.acknowledgedRecords()).isEqualTo(acknowledged.size());
      assertThat(sender.rejectedRecords()).isEqualTo(rejected);
      assertThat(buffer.givenUpRecords()).isEqualTo(givenUp);
      assertThat(buffer.pendingRecords()).isEqualTo(pending.size());
      assertThat(acknowledged.size() + rejected + givenUp + pending.size()).isEqualTo(accepted);
      assertThat(budget.pendingRecords()).isEqualTo(pending.size());
      assertThat(budget.pendingBytes()).isEqualTo(buffer.pendingBytes());
      assertThat(buffer.isEmpty()).isEqualTo(pending.isEmpty());
      assertThat(wakeAt).isGreaterThan(rig.now);
    }

    // ---- the end -------------------------------------------------------------------------------

    private void finish() {
      SenderRig.Waiter flush = rig.flush();
      flushes.add(flush);
      long begin = rig.now;
      drive();
      while (!rig.buffer.isEmpty() && rig.now - begin < SOON) {
        mendTable();
        if (!service.takesNothing) {
          service.takesAll = true;
        }
        serve();
        rig.now += 100 * MILLI;
      }
      assertThat(pending).as("left after %s ms", (rig.now - begin) / MILLI).isEmpty();
      assertThat(flushes).allMatch(SenderRig.Waiter::isDone);
      rig.close(10 * SECOND);
      serve();
      assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSED);
      assertThat(rig.told).endsWith("closed 0");
      assertThat(rig.sender.nextDeadlineNanos()).isEqualTo(Sender.NO_DEADLINE);
      assertThat(budget.pendingBytes()).isZero();
      assertThat(budget.pendingRecords()).isZero();
      assertThat(budget.segments().held()).isZero();
      rig.told.forEach(told -> seen.add(told.replaceAll(" .*", "")));
    }

    private void serve() {
      do {
        if (!rig.connections.isEmpty() && !rig.last().ready) {
          rig.last().transportIsReady();
        }
        drive();
      } while (service.step());
    }
  }

  /** Serves the newest connection, at its own pace. */
  private static final class Service {
    /** Numbers of all that the table holds. */
    final Set<Integer> stored = new HashSet<>();

    boolean takesAll;
    boolean takesNothing;
    boolean hasColumn = true;

    /** From an edit until records with the column are written again. */
    boolean columnMustBeGone;

    private final SenderRig rig;
    private final Random random;
    private FakeConnection served;
    private int handled;
    private int acked;

    Service(SenderRig rig, Random random) {
      this.rig = rig;
      this.random = random;
    }

    /** Does one thing; false if there is none to be done. */
    boolean step() {
      if (rig.connections.isEmpty() || rig.last().terminated || rig.last().cancelled) {
        return false;
      }
      FakeConnection last = rig.last();
      if (last != served) {
        served = last;
        handled = 0;
        acked = 0;
        last.serverOpens();
      } else if (handled < last.batches.size()) {
        handle(last, last.batches.get(handled));
      } else if (acked < handled) {
        acknowledge(last);
      } else if (last.halfClosed) {
        last.ends(Status.OK);
      } else {
        return false;
      }
      return true;
    }

    private void handle(FakeConnection connection, List<String> batch) {
      if (batch.stream().anyMatch(this::refuses)) {
        connection.ends(Status.INVALID_ARGUMENT.withDescription("unrecognized field name"));
        return;
      }
      handled++;
      batch.forEach(record -> stored.add(Walk.number(record.getBytes(UTF_8))));
      int choice = takesAll ? 0 : random.nextInt(20);
      if (choice < 14) {
        acknowledge(connection);
      } else if (choice == 19) {
        connection.ends(Status.UNAVAILABLE);
      }
    }

    private void acknowledge(FakeConnection connection) {
      acked = handled;
      connection.serverAcks(handled - 1L);
    }

    private boolean refuses(String record) {
      char kind = record.charAt(0);
      return !takesAll && (takesNothing || kind == 'b' || (kind == 'c' && !hasColumn));
    }
  }
}
