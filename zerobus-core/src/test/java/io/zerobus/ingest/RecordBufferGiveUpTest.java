// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A buffer that gives up the oldest, and one whose bound is not its own. */
class RecordBufferGiveUpTest {
  /** Ten records of ten bytes, framing included. */
  private final BufferBudget budget = BufferBudget.of(100, 1_000);

  private final RecordBuffer buffer = new RecordBuffer(budget, Overflow.GIVE_UP_OLDEST);

  private static long append(RecordBuffer to, String record) {
    byte[] bytes = record.getBytes(UTF_8);
    return to.append(bytes, 0, bytes.length);
  }

  /** Offers records of ten bytes, with the numbers from first to last. */
  private void fill(int first, int last) {
    for (int i = first; i <= last; i++) {
      assertThat(append(buffer, record(i))).isEqualTo(i);
    }
  }

  private static String record(int number) {
    return String.format("%08d", number);
  }

  private static String[] records(int first, int last) {
    String[] all = new String[last - first + 1];
    Arrays.setAll(all, i -> record(first + i));
    return all;
  }

  /** Claims one batch as the sender does, and reads it. */
  private static List<String> claim(RecordBuffer from, int maxRecords, InFlightBatches inFlight) {
    Batcher batcher = new Batcher(maxRecords, Long.MAX_VALUE / 2, 0, 16 << 20);
    batcher.restart(from);
    from.beginClaim();
    try {
      if (batcher.poll(from, 0, 0, 0) == Batcher.Cut.NONE) {
        return List.of();
      }
      long entries = from.readEntries() + batcher.entries();
      long records = from.readRecords() + batcher.records();
      inFlight.add(batcher.end(), entries, records);
      from.advanceRead(batcher.end(), entries, records);
    } finally {
      from.endClaim();
    }
    return FakeConnection.decode(
            new BatchMessage(from, 0x1A, 0, batcher.start(), batcher.end(), batcher.framedBytes()))
        .getJsonBatch()
        .getRecordsList();
  }

  private static void ack(RecordBuffer of, InFlightBatches inFlight, long wireOffset) {
    assertThat(inFlight.ack(wireOffset)).isEqualTo(InFlightBatches.Ack.PROGRESS);
    of.release(inFlight.ackedPosition(), inFlight.ackedEntries(), inFlight.ackedRecords());
  }

  private static List<String> left(RecordBuffer in) {
    List<String> texts = new ArrayList<>();
    in.copyUnacked()
        .forEach(entry -> entry.forEach(record -> texts.add(new String(record, UTF_8))));
    return texts;
  }

  // ---- the oldest are given up -----------------------------------------------------------------

  // Complaint 24.
  @Test
  void append_full_givesUpTheOldestAndNoMore() {
    fill(0, 11);
    assertThat(buffer.givenUpRecords()).isEqualTo(2);
    assertThat(buffer.pendingRecords()).isEqualTo(10);
    assertThat(buffer.pendingBytes()).isEqualTo(100);
    assertThat(buffer.ackedEntries()).isEqualTo(2);
    assertThat(buffer.ackedRecords()).isZero();
    assertThat(left(buffer)).containsExactly(records(2, 11));
  }

  @Test
  void append_records_boundedToo() {
    RecordBuffer few = new RecordBuffer(BufferBudget.of(1_000_000, 3), Overflow.GIVE_UP_OLDEST);
    for (String record : new String[] {"a", "b", "c", "d"}) {
      assertThat(append(few, record)).isNotNegative();
    }
    assertThat(left(few)).containsExactly("b", "c", "d");
  }

  @Test
  void append_largeBuffer_givesUpAShareOfTheBound() {
    RecordBuffer large =
        new RecordBuffer(BufferBudget.of(64_000, Integer.MAX_VALUE), Overflow.GIVE_UP_OLDEST);
    for (int i = 0; i < 6_401; i++) {
      assertThat(append(large, record(i))).isEqualTo(i);
    }
    assertThat(large.givenUpRecords()).isEqualTo(100); // 1/64 of the bound
    assertThat(append(large, record(0))).isNotNegative();
    assertThat(large.givenUpRecords()).isEqualTo(100);
  }

  @Test
  void append_inFlight_staysAndWhatFollowsIsGivenUp() {
    InFlightBatches inFlight = new InFlightBatches();
    fill(0, 9);
    assertThat(claim(buffer, 4, inFlight)).containsExactly(records(0, 3));
    fill(10, 12);

    assertThat(buffer.givenUpRecords()).isEqualTo(3);
    assertThat(left(buffer)).containsExactlyElementsOf(join(records(0, 3), records(7, 12)));
    assertThat(claim(buffer, 100, inFlight)).containsExactly(records(7, 12));

    // All before the gap is acknowledged, so that the gap is done with too.
    ack(buffer, inFlight, 0);
    assertThat(buffer.ackedEntries()).isEqualTo(7);
    assertThat(buffer.ackedRecords()).isEqualTo(4);
    ack(buffer, inFlight, 1);
    assertThat(buffer.ackedEntries()).isEqualTo(13);
    assertThat(buffer.ackedRecords()).isEqualTo(10);
    assertThat(buffer.isEmpty()).isTrue();
    assertThat(budget.pendingBytes()).isZero();
    assertThat(budget.segments().held()).isZero();
  }

  private static List<String> join(String[] first, String[] second) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(second));
    return all;
  }

  @Test
  void append_allInFlight_backPressuredAndNothingGivenUp() {
    InFlightBatches inFlight = new InFlightBatches();
    fill(0, 9);
    claim(buffer, 9, inFlight);
    // The one that waits would not make room enough for this.
    assertThat(append(buffer, "0123456789")).isEqualTo(RecordBuffer.BACK_PRESSURED);
    assertThat(buffer.givenUpRecords()).isZero();
    claim(buffer, 1, inFlight);
    assertThat(append(buffer, "a")).isEqualTo(RecordBuffer.BACK_PRESSURED);
    ack(buffer, inFlight, 0);
    assertThat(append(buffer, "a")).isEqualTo(10);
  }

  @Test
  void rewind_gapsAreSkippedAndGivenUpWithTheRest() {
    InFlightBatches inFlight = new InFlightBatches();
    fill(0, 9);
    claim(buffer, 2, inFlight);
    fill(10, 11); // gives up 2 and 3
    claim(buffer, 2, inFlight); // 4 and 5
    fill(12, 12); // gives up 6
    buffer.rewind();
    inFlight.reset();

    assertThat(claim(buffer, 100, inFlight)).containsExactly(records(0, 1));
    assertThat(claim(buffer, 100, inFlight)).containsExactly(records(4, 5));
    assertThat(claim(buffer, 100, inFlight)).containsExactly(records(7, 12));
    ack(buffer, inFlight, 1);
    assertThat(buffer.ackedEntries()).isEqualTo(7);

    buffer.rewind();
    fill(13, 18);
    assertThat(left(buffer)).containsExactly(records(9, 18));
    assertThat(buffer.givenUpRecords()).isEqualTo(5);
    assertThat(buffer.ackedRecords() + buffer.givenUpRecords() + buffer.pendingRecords())
        .isEqualTo(19);
  }

  @Test
  void giveUp_acrossOldGaps_countsTheirEntries() {
    InFlightBatches inFlight = new InFlightBatches();
    fill(0, 9);
    claim(buffer, 1, inFlight);
    fill(10, 11); // gives up 1 and 2
    claim(buffer, 1, inFlight); // 3
    fill(12, 12); // gives up 4
    buffer.rewind();
    fill(13, 15); // gives up 0, 3 and 5
    assertThat(buffer.ackedEntries()).isEqualTo(6);
    assertThat(left(buffer)).containsExactly(records(6, 15));
  }

  @Test
  void batcher_whatItGatheredIsGivenUp_beginsAnew() {
    Batcher batcher = new Batcher(100, 1_000, 20, 16 << 20);
    batcher.restart(buffer);
    fill(0, 9);
    assertThat(batcher.poll(buffer, 0, 0, 0)).isEqualTo(Batcher.Cut.NONE);
    fill(10, 10);
    assertThat(batcher.poll(buffer, 20, 20, 0)).isEqualTo(Batcher.Cut.NONE);
    assertThat(batcher.poll(buffer, 40, 40, 0)).isEqualTo(Batcher.Cut.LINGER_OVER);
    assertThat(batcher.start()).isEqualTo(10);
    assertThat(batcher.records()).isEqualTo(10);
  }

  @Test
  void append_spanOfPositionsTooLong_backPressuredUntilTheOldestIsAcknowledged() {
    RecordBuffer held = new RecordBuffer(BufferBudget.of(300_000, 1_000), Overflow.GIVE_UP_OLDEST);
    InFlightBatches inFlight = new InFlightBatches();
    byte[] large = new byte[60_000];
    held.append(large, 0, large.length);
    claim(held, 1, inFlight);
    long spanBytes = (long) SegmentTable.maxSlots(300_000) * SegmentPool.SEGMENT_BYTES;
    long answer = 0;
    while (answer >= 0) {
      answer = held.append(large, 0, large.length);
      assertThat(held.tail()).isLessThanOrEqualTo(spanBytes);
    }
    assertThat(answer).isEqualTo(RecordBuffer.BACK_PRESSURED);
    assertThat(held.tail()).isGreaterThan(spanBytes - 100_000);
    ack(held, inFlight, 0);
    assertThat(held.append(large, 0, large.length)).isNotNegative();
  }

  /** Against a model of entries that wait, are in flight, or are gone. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomTraffic_oldestFirstAndNothingElse(int seed) {
    Random random = new Random(seed * 0x9E37_79B9L);
    long bound = 300_000;
    BufferBudget all = BufferBudget.of(bound, 1_000);
    RecordBuffer own = new RecordBuffer(all, Overflow.GIVE_UP_OLDEST);
    InFlightBatches inFlight = new InFlightBatches();
    Deque<String> waiting = new ArrayDeque<>();
    Deque<List<String>> claimed = new ArrayDeque<>();
    int sizes = 1 + random.nextInt(20_000);
    int accepted = 0;
    long acked = 0;
    int refused = 0;
    for (int step = 0; step < 6_000; step++) {
      int choice = random.nextInt(100);
      if (choice < 70) {
        String text = text(accepted, random.nextInt(sizes));
        long givenUpBefore = own.givenUpRecords();
        if (append(own, text) >= 0) {
          waiting.add(text);
          accepted++;
          for (long gone = givenUpBefore; gone < own.givenUpRecords(); gone++) {
            waiting.remove();
          }
        } else {
          refused++;
          assertThat(own.givenUpRecords()).isEqualTo(givenUpBefore);
        }
      } else if (choice < 90) {
        List<String> batch = claim(own, 1 + random.nextInt(6), inFlight);
        for (String record : batch) {
          assertThat(record).isEqualTo(waiting.remove());
        }
        if (!batch.isEmpty()) {
          claimed.add(batch);
        }
      } else if (choice < 97 && !inFlight.isEmpty()) {
        int count = 1 + random.nextInt(inFlight.size());
        ack(own, inFlight, inFlight.nextOffset() - inFlight.size() + count - 1);
        for (int i = 0; i < count; i++) {
          acked += claimed.remove().size();
        }
      } else if (choice == 99) {
        own.rewind();
        inFlight.reset();
        while (!claimed.isEmpty()) {
          List<String> last = claimed.removeLast();
          for (int i = last.size() - 1; i >= 0; i--) {
            waiting.addFirst(last.get(i));
          }
        }
      }
      assertThat(own.ackedRecords()).isEqualTo(acked);
      assertThat(acked + own.givenUpRecords() + own.pendingRecords()).isEqualTo(accepted);
      assertThat(own.pendingBytes()).isEqualTo(all.pendingBytes()).isBetween(0L, bound);
      assertThat(all.segments().mostHeld()).isLessThanOrEqualTo(bound / (64 << 10) + 2);
    }
    List<String> expected = new ArrayList<>();
    claimed.forEach(expected::addAll);
    expected.addAll(waiting);
    assertThat(left(own)).isEqualTo(expected);
    assertThat(own.givenUpRecords()).isPositive();
    assertThat(refused).isLessThan(accepted);

    own.end(() -> {});
    assertThat(all.pendingBytes()).isZero();
    assertThat(all.pendingRecords()).isZero();
    assertThat(all.segments().held()).isZero();
    assertThat(left(own)).isEqualTo(expected);
  }

  private static String text(int number, int length) {
    return number + ":" + "x".repeat(length);
  }

  /** As an appender with the policy to drop does, while the sender or another producer is at it. */
  @Test
  void append_fullWithoutGivingUp_refusedWithoutTheLock() throws Exception {
    fill(0, 9);
    buffer.beginClaim(); // this thread has the lock now
    try {
      byte[] record = record(10).getBytes(UTF_8);
      CompletableFuture<Long> answer =
          CompletableFuture.supplyAsync(
              () -> buffer.append(record, 0, record.length, false), TestThreads.OWN);

      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(RecordBuffer.BACK_PRESSURED);
    } finally {
      buffer.endClaim();
    }
  }

  // ---- a bound shared with others --------------------------------------------------------------

  @Test
  void append_roomTakenByAnother_backPressuredUntilThatReleases() throws Exception {
    RecordBuffer one = new RecordBuffer(budget, Overflow.REFUSE);
    RecordBuffer other = new RecordBuffer(budget, Overflow.REFUSE);
    assertThat(append(one, "x".repeat(88))).isZero(); // 90
    assertThat(append(other, "x".repeat(9))).isEqualTo(RecordBuffer.BACK_PRESSURED);
    assertThat(other.hasRoom(11, 1)).isFalse();
    assertThat(append(other, "x".repeat(8))).isZero();
    assertThat(other.pendingBytes()).isEqualTo(10);
    assertThat(budget.pendingBytes()).isEqualTo(100);

    InFlightBatches inFlight = new InFlightBatches();
    claim(one, 1, inFlight);
    ack(one, inFlight, 0);
    assertThat(append(other, "x".repeat(88))).isEqualTo(1);
  }

  @Test
  void append_shared_givesUpItsOwnOnly() {
    RecordBuffer other = new RecordBuffer(budget, Overflow.GIVE_UP_OLDEST);
    fill(0, 8);
    assertThat(append(other, record(1))).isZero();
    assertThat(append(other, record(2))).isEqualTo(1);
    assertThat(left(other)).containsExactly(record(2));
    assertThat(buffer.givenUpRecords()).isZero();
    // What it has would not make room enough.
    assertThat(append(other, "x".repeat(30))).isEqualTo(RecordBuffer.BACK_PRESSURED);
    assertThat(left(other)).containsExactly(record(2));
  }

  @Test
  void end_givesBackOnceAndStaysReadable() {
    RecordBuffer other = new RecordBuffer(budget, Overflow.REFUSE);
    assertThat(append(other, "other")).isZero();
    InFlightBatches inFlight = new InFlightBatches();
    fill(0, 4);
    claim(buffer, 2, inFlight);
    buffer.end(() -> {});
    buffer.end(() -> {});
    assertThat(budget.pendingBytes()).isEqualTo(7);
    assertThat(budget.pendingRecords()).isEqualTo(1);

    ack(buffer, inFlight, 0); // came too late
    assertThat(budget.pendingBytes()).isEqualTo(7);
    assertThat(left(buffer)).containsExactly(records(0, 4));
    assertThat(buffer.pendingRecords()).isEqualTo(5);
    assertThat(append(buffer, "late")).isEqualTo(RecordBuffer.CLOSED);
    other.end(() -> {});
    assertThat(budget.pendingBytes()).isZero();
    assertThat(budget.pendingRecords()).isZero();
    assertThat(budget.segments().held()).isZero();
  }

  @Test
  void append_sourceOutOfBounds_takesNoRoom() {
    try {
      long unused = buffer.append(new byte[5], 0, 9);
    } catch (IndexOutOfBoundsException expected) {
      // The caller's defect; it must not cost the others room.
    }
    assertThat(budget.pendingBytes()).isZero();
    assertThat(budget.pendingRecords()).isZero();
  }

  // ---- edits -----------------------------------------------------------------------------------

  @Test
  void edit_waitingRecordsOnly_alsoInBatchesAndAcrossSegments() {
    RecordBuffer large = new RecordBuffer(1 << 20, 1_000);
    InFlightBatches inFlight = new InFlightBatches();
    append(large, "aa in flight");
    claim(large, 1, inFlight);
    String across = "a".repeat(150_000);
    append(large, across);
    large.appendBatch(List.of("ab".getBytes(UTF_8), "".getBytes(UTF_8), "ba".getBytes(UTF_8)));
    long to = large.tail();
    append(large, "aa later");

    large.edit(RecordBufferGiveUpTest::blank, to);
    assertThat(left(large))
        .containsExactly("aa in flight", " ".repeat(150_000), " b", "", "b ", "aa later");
    assertThat(claim(large, 100, inFlight)).hasSize(5);
  }

  private static void blank(byte[] record, int length) {
    for (int i = 0; i < length; i++) {
      if (record[i] == 'a') {
        record[i] = ' ';
      }
    }
  }

  @Test
  void edit_givenUpMeanwhile_skipped() {
    fill(0, 9);
    int[] seen = {0};
    buffer.edit(
        (record, length) -> {
          if (seen[0]++ == 0) {
            // As a producer would, while the edit is at the first record.
            fill(10, 12);
          }
          record[0] = 'e';
        },
        buffer.tail());
    List<String> expected = new ArrayList<>();
    for (int i = 3; i <= 9; i++) {
      expected.add("e" + record(i).substring(1));
    }
    expected.addAll(List.of(records(10, 12)));
    assertThat(left(buffer)).isEqualTo(expected);
  }

  @Test
  void edit_throws_recordStaysAndTheOthersAreEdited() {
    fill(0, 2);
    buffer.edit(
        (record, length) -> {
          if (record[7] == '1') {
            throw new IllegalStateException("made up");
          }
          record[0] = 'e';
        },
        buffer.tail());
    assertThat(left(buffer)).containsExactly("e0000000", "00000001", "e0000002");
  }
}
