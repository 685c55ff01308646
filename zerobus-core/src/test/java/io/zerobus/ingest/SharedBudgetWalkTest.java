// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static io.zerobus.ingest.SenderRig.MILLI;
import static io.zerobus.ingest.SenderRig.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two streams that share a bound and give up their oldest, each with two threads that produce,
 * while a faithless server opens, acknowledges and ends their connections. Whatever the threads do,
 * these hold:
 *
 * <ul>
 *   <li>each connection carries the records in the order of their offsets, none twice, and each as
 *       it was accepted;
 *   <li>accepted = acknowledged by a server + given up + left at the end; what is left can be read;
 *   <li>the bound is never passed, in bytes, records and memory;
 *   <li>after the end of both nothing is taken of the bound.
 * </ul>
 */
class SharedBudgetWalkTest {
  private static final long MAX_BYTES = 300_000;
  private static final long MAX_RECORDS = 2_000;
  private static final int RECORDS_PER_THREAD = 4_000;

  // Complaint 5.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void walk_invariantsHold(long seed) throws Exception {
    Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    BufferBudget budget = BufferBudget.of(MAX_BYTES, MAX_RECORDS);
    Walk[] walks = {new Walk(budget, random), new Walk(budget, random)};
    List<CompletableFuture<Void>> producers = new ArrayList<>();
    for (Walk walk : walks) {
      for (int p = 0; p < 2; p++) {
        Random own = new Random(random.nextLong());
        String name = "p" + p;
        producers.add(CompletableFuture.runAsync(() -> walk.produce(name, own), TestThreads.OWN));
      }
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(producers.toArray(new CompletableFuture<?>[0]));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!all.isDone() && System.nanoTime() < deadline) {
      for (Walk walk : walks) {
        walk.step();
        assertThat(budget.pendingBytes()).isBetween(0L, MAX_BYTES);
        assertThat(budget.pendingRecords()).isBetween(0L, MAX_RECORDS);
      }
    }
    all.get(1, TimeUnit.SECONDS);
    walks[0].finish();
    walks[1].finish();
    assertThat(walks[0].givenUp() + walks[1].givenUp()).isPositive();
    assertThat(budget.pendingBytes()).isZero();
    assertThat(budget.pendingRecords()).isZero();
    assertThat(budget.segments().held()).isZero();
    assertThat(budget.segments().mostHeld()).isLessThanOrEqualTo(MAX_BYTES / (64 << 10) + 4);
  }

  /** One stream. All but {@link #produce} is the test's own thread. */
  private static final class Walk {
    private final Random random;
    private final SenderRig rig;
    private final boolean endsAtOnce;
    private final Map<Long, List<String>> accepted = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = new HashSet<>();

    Walk(BufferBudget budget, Random random) {
      this.random = random;
      this.endsAtOnce = random.nextBoolean();
      this.rig =
          new SenderRig(
              SenderRig.forEver()
                  .batch(1 + random.nextInt(50), 1 + random.nextInt(20_000), MILLI)
                  .buffer(budget)
                  .giveUpOldest(true)
                  .build());
    }

    void produce(String name, Random own) {
      for (int i = 0; i < RECORDS_PER_THREAD; i++) {
        String text = name + ":" + i + ":";
        int most = own.nextInt(50) == 0 ? 30_000 : 300;
        List<String> entry = new ArrayList<>();
        entry.add(text + "x".repeat(own.nextInt(most)));
        if (own.nextInt(8) == 0) {
          entry.add(text + "second");
        }
        List<byte[]> bytes = new ArrayList<>();
        entry.forEach(record -> bytes.add(record.getBytes(UTF_8)));
        long offset = offer(bytes);
        if (offset >= 0) {
          assertThat(accepted.put(offset, entry)).isNull();
        }
      }
    }

    /** Refused entries are dropped now and then, or the producers would be done too soon. */
    private long offer(List<byte[]> entry) {
      long offset = RecordBuffer.BACK_PRESSURED;
      for (int i = 0; i < 1_000 && offset == RecordBuffer.BACK_PRESSURED; i++) {
        offset =
            entry.size() == 1
                ? rig.buffer.append(entry.get(0), 0, entry.get(0).length)
                : rig.buffer.appendBatch(entry);
        if (offset == RecordBuffer.BACK_PRESSURED) {
          Thread.yield();
        }
      }
      return offset;
    }

    void step() {
      rig.run();
      if (rig.connections.isEmpty()) {
        return;
      }
      FakeConnection last = rig.last();
      int choice = random.nextInt(100);
      if (choice < 30) {
        open(last);
      } else if (choice < 60) {
        acknowledge(last);
      } else if (choice < 75) {
        rig.now += random.nextInt(3) * MILLI;
      } else if (choice < 85) {
        last.ready = !last.ready;
      } else if (choice < 87) {
        last.ends(Status.UNAVAILABLE);
        rig.run();
        rig.now += 60 * SECOND;
      }
      rig.run();
    }

    private void open(FakeConnection last) {
      if (rig.sender.phase() == ConnectionPhase.CONNECTING) {
        last.serverOpens();
      }
    }

    private void acknowledge(FakeConnection last) {
      int sent = last.offsets.size();
      if (sent == 0 || last.isEnded()) {
        return;
      }
      int offset = random.nextInt(sent);
      last.batches.subList(0, offset + 1).forEach(acknowledged::addAll);
      last.serverAcks(offset);
    }

    void finish() {
      rig.close(endsAtOnce ? 0 : 10_000 * SECOND);
      for (int i = 0; i < 10_000 && !rig.sender.lifecycle().isFinal(); i++) {
        rig.run();
        FakeConnection last = rig.last();
        last.ready = true;
        open(last);
        rig.run();
        if (!endsAtOnce && !last.isEnded() && !last.offsets.isEmpty()) {
          last.batches.forEach(acknowledged::addAll);
          last.serverAcks(last.offsets.size() - 1L);
        }
        rig.run();
        if (last.halfClosed && !last.terminated) {
          last.ends(Status.OK);
        }
        rig.now += SECOND;
      }
      assertThat(rig.sender.lifecycle()).isEqualTo(Lifecycle.CLOSED);
      check();
    }

    private void check() {
      Map<String, Long> offsets = new ConcurrentHashMap<>();
      accepted.forEach((offset, entry) -> entry.forEach(record -> offsets.put(record, offset)));
      for (FakeConnection connection : rig.connections) {
        Set<String> seen = new HashSet<>();
        long before = -1;
        for (String record : connection.records()) {
          assertThat(seen.add(record)).isTrue();
          assertThat(offsets).containsKey(record);
          assertThat(offsets.get(record)).isGreaterThanOrEqualTo(before);
          before = offsets.get(record);
        }
      }
      RecordBuffer buffer = rig.buffer;
      assertThat(buffer.acceptedEntries()).isEqualTo(accepted.size());
      assertThat(buffer.ackedRecords()).isEqualTo(acknowledged.size());
      List<String> left = new ArrayList<>();
      buffer
          .copyUnacked()
          .forEach(entry -> entry.forEach(record -> left.add(new String(record, UTF_8))));
      assertThat(offsets.keySet()).containsAll(left);
      assertThat(left).doesNotHaveDuplicates().doesNotContainAnyElementsOf(acknowledged);
      assertThat(acknowledged.size() + buffer.givenUpRecords() + left.size())
          .isEqualTo(offsets.size());
      assertThat(buffer.pendingRecords()).isEqualTo(left.size());
    }

    long givenUp() {
      return rig.buffer.givenUpRecords();
    }
  }
}
