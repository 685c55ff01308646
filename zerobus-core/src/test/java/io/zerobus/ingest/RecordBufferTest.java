// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zerobus.KnownFault;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecordBufferTest {
  private static final long MIB = 1 << 20;

  private static long append(RecordBuffer buffer, String record) {
    byte[] bytes = record.getBytes(UTF_8);
    return buffer.append(bytes, 0, bytes.length);
  }

  /** Reads one entry as the sender does. */
  private static List<String> readEntry(RecordBuffer buffer) {
    long start = buffer.readPosition();
    long end = buffer.entryEnd(start);
    int records = buffer.entryRecords(start);
    long framed = end - start - (buffer.isBatch(start) ? RecordBuffer.BATCH_HEADER_BYTES : 0);
    List<String> read =
        FakeConnection.decode(new BatchMessage(buffer, 0x1A, 0, start, end, framed))
            .getJsonBatch()
            .getRecordsList();
    assertThat(read).hasSize(records);
    buffer.advanceRead(end, buffer.readEntries() + 1, buffer.readRecords() + records);
    return read;
  }

  private static void releaseRead(RecordBuffer buffer) {
    buffer.release(buffer.readPosition(), buffer.readEntries(), buffer.readRecords());
  }

  @Test
  void append_offsetsAreConsecutive() {
    RecordBuffer buffer = new RecordBuffer(MIB, 100);
    assertThat(append(buffer, "a")).isZero();
    assertThat(append(buffer, "b")).isEqualTo(1);
    assertThat(buffer.appendBatch(List.of(new byte[1], new byte[2]))).isEqualTo(2);
    assertThat(append(buffer, "c")).isEqualTo(3);
    assertThat(buffer.pendingRecords()).isEqualTo(5);
  }

  // Complaint 5.
  @Test
  @KnownFault(25)
  void append_bytesUpToTheBound_exactly() {
    RecordBuffer buffer = new RecordBuffer(1000, 100);
    assertThat(buffer.append(new byte[497], 0, 497)).isZero(); // 1 + 2 + 497
    assertThat(buffer.append(new byte[498], 0, 498)).isEqualTo(RecordBuffer.BACK_PRESSURED);
    assertThat(buffer.append(new byte[497], 0, 497)).isEqualTo(1);
    assertThat(buffer.pendingBytes()).isEqualTo(1000);
    assertThat(buffer.append(new byte[0], 0, 0)).isEqualTo(RecordBuffer.BACK_PRESSURED);
  }

  @Test
  @KnownFault(26)
  void append_recordsUpToTheBound() {
    RecordBuffer buffer = new RecordBuffer(MIB, 2);
    assertThat(append(buffer, "a")).isZero();
    assertThat(append(buffer, "b")).isEqualTo(1);
    assertThat(append(buffer, "c")).isEqualTo(RecordBuffer.BACK_PRESSURED);
    readEntry(buffer);
    // Handed over is not acknowledged: it still takes room.
    assertThat(append(buffer, "c")).isEqualTo(RecordBuffer.BACK_PRESSURED);
    releaseRead(buffer);
    assertThat(append(buffer, "c")).isEqualTo(2);
  }

  @Test
  void append_largerThanTheBuffer_neverFits() {
    RecordBuffer buffer = new RecordBuffer(1000, 100);
    assertThat(buffer.append(new byte[1000], 0, 1000)).isEqualTo(RecordBuffer.TOO_LARGE);
    assertThat(buffer.appendBatch(List.of(new byte[500], new byte[500])))
        .isEqualTo(RecordBuffer.TOO_LARGE);
  }

  @Test
  void close_refusesEntriesAndKeepsWhatIsThere() {
    RecordBuffer buffer = new RecordBuffer(MIB, 100);
    append(buffer, "a");
    buffer.close();
    assertThat(append(buffer, "b")).isEqualTo(RecordBuffer.CLOSED);
    assertThat(buffer.appendBatch(List.of(new byte[1]))).isEqualTo(RecordBuffer.CLOSED);
    assertThat(buffer.copyUnacked()).hasSize(1);
  }

  @Test
  @KnownFault(21)
  void append_copies_callerMayReuseItsArray() {
    RecordBuffer buffer = new RecordBuffer(MIB, 100);
    byte[] reused = "as it was".getBytes(UTF_8);
    buffer.append(reused, 0, reused.length);
    buffer.appendBatch(List.of(reused, reused));
    Arrays.fill(reused, (byte) 'x');
    assertThat(readEntry(buffer)).containsExactly("as it was");
    assertThat(readEntry(buffer)).containsExactly("as it was", "as it was");
  }

  // Complaint 5.
  @Test
  @KnownFault(25)
  void construction_ofALargeBuffer_takesNoMemoryAhead() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    RecordBuffer buffer = new RecordBuffer(1 << 30, Integer.MAX_VALUE);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(256 << 10);
    assertThat(buffer.isEmpty()).isTrue();
  }

  /** What was accepted is there when the door is shut, and after that nothing gets in. */
  @Test
  @KnownFault(17)
  void close_whileThreadsAppend_acceptedAndKeptAreTheSame() throws Exception {
    for (int round = 0; round < 50; round++) {
      RecordBuffer buffer = new RecordBuffer(MIB, Integer.MAX_VALUE);
      List<CompletableFuture<Integer>> producers = new ArrayList<>();
      for (int p = 0; p < 3; p++) {
        producers.add(
            CompletableFuture.supplyAsync(() -> appendUntilClosed(buffer), TestThreads.OWN));
      }
      while (buffer.acceptedEntries() < 10) {
        Thread.onSpinWait();
      }
      buffer.close();
      int kept = buffer.copyUnacked().size();
      int accepted = 0;
      for (CompletableFuture<Integer> producer : producers) {
        accepted += producer.get(10, TimeUnit.SECONDS);
      }
      assertThat(kept).isEqualTo(accepted);
      assertThat(buffer.copyUnacked()).hasSize(kept);
    }
  }

  private static int appendUntilClosed(RecordBuffer buffer) {
    int accepted = 0;
    while (true) {
      long answer = append(buffer, "record");
      if (answer >= 0) {
        accepted++;
      } else if (answer == RecordBuffer.CLOSED) {
        return accepted;
      }
    }
  }

  @Test
  @KnownFault(20)
  void append_manyThreads_offsetsAreThePlacesOfTheRecords() throws Exception {
    RecordBuffer buffer = new RecordBuffer(64 * MIB, Integer.MAX_VALUE);
    String[] byOffset = new String[4_000];
    List<CompletableFuture<Void>> producers = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      int producer = p;
      producers.add(
          CompletableFuture.runAsync(
              () -> {
                long last = -1;
                for (int i = 0; i < 1_000; i++) {
                  String record = producer + ":" + i;
                  long offset = append(buffer, record);
                  assertThat(offset).isGreaterThan(last);
                  // Counted by the time its offset is known: a flush from here on waits for it.
                  assertThat(buffer.acceptedEntries()).isGreaterThan(offset);
                  byOffset[(int) offset] = record;
                  last = offset;
                }
              },
              TestThreads.OWN));
    }
    for (CompletableFuture<Void> producer : producers) {
      producer.get(10, TimeUnit.SECONDS);
    }
    for (String record : byOffset) {
      assertThat(readEntry(buffer)).containsExactly(record);
    }
  }

  @Test
  void rewind_readsTheUnacknowledgedAgain() {
    RecordBuffer buffer = new RecordBuffer(MIB, 100);
    append(buffer, "a");
    append(buffer, "b");
    assertThat(readEntry(buffer)).containsExactly("a");
    releaseRead(buffer);
    assertThat(readEntry(buffer)).containsExactly("b");
    buffer.rewind();
    assertThat(readEntry(buffer)).containsExactly("b");
  }

  @Test
  @KnownFault(18)
  void copyUnacked_keepsEntriesAndTheirRecords() {
    RecordBuffer buffer = new RecordBuffer(MIB, 100);
    append(buffer, "gone");
    append(buffer, "a");
    buffer.appendBatch(List.of("b".getBytes(UTF_8), "".getBytes(UTF_8), "c".getBytes(UTF_8)));
    readEntry(buffer);
    releaseRead(buffer);
    readEntry(buffer); // handed over is not acknowledged
    List<List<String>> unacked = new ArrayList<>();
    for (List<byte[]> entry : buffer.copyUnacked()) {
      List<String> texts = new ArrayList<>();
      entry.forEach(record -> texts.add(new String(record, UTF_8)));
      unacked.add(texts);
    }
    assertThat(unacked).containsExactly(List.of("a"), List.of("b", "", "c"));
  }

  @Test
  void randomTraffic_everyByteComesBack_acrossSegmentsAndReuse() {
    Random random = new Random(42);
    RecordBuffer buffer = new RecordBuffer(300_000, 10_000);
    List<List<String>> expected = new ArrayList<>();
    List<List<String>> read = new ArrayList<>();
    int refused = 0;
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(3) < 2) {
        int count = random.nextInt(10) == 0 ? 1 + random.nextInt(5) : 1;
        List<String> entry = new ArrayList<>();
        List<byte[]> bytes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          String record = text(random, random.nextInt(20) == 0 ? 70_000 : 2_000);
          entry.add(record);
          bytes.add(record.getBytes(UTF_8));
        }
        long accepted =
            count == 1
                ? buffer.append(bytes.get(0), 0, bytes.get(0).length)
                : buffer.appendBatch(bytes);
        if (accepted >= 0) {
          expected.add(entry);
        } else {
          refused++;
        }
      } else if (buffer.hasUnread()) {
        read.add(readEntry(buffer));
        if (random.nextInt(3) == 0) {
          releaseRead(buffer);
        }
      }
      assertThat(buffer.pendingBytes()).isBetween(0L, 300_000L);
    }
    while (buffer.hasUnread()) {
      read.add(readEntry(buffer));
    }
    releaseRead(buffer);
    assertThat(refused).isPositive();
    assertThat(read).isEqualTo(expected);
    assertThat(buffer.isEmpty()).isTrue();
    assertThat(buffer.pendingRecords()).isZero();
    assertThat(buffer.ackedEntries()).isEqualTo(expected.size());
  }

  private static String text(Random random, int bound) {
    int length = random.nextInt(bound);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  @Test
  void awaitRoom_wakesWhenRecordsAreReleased() throws Exception {
    RecordBuffer buffer = new RecordBuffer(100, 100);
    buffer.append(new byte[90], 0, 90);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return buffer.awaitRoom(50, 1, RecordBuffer.FOREVER_NANOS);
              } catch (InterruptedException e) {
                return false;
              }
            },
            TestThreads.OWN);
    assertThat(waiting).isNotDone();
    readEntry(buffer);
    releaseRead(buffer);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void awaitRoom_timeOver_saysSo() throws Exception {
    RecordBuffer buffer = new RecordBuffer(100, 100);
    buffer.append(new byte[90], 0, 90);
    assertThat(buffer.awaitRoom(50, 1, 1_000_000)).isFalse();
  }

  @Test
  void awaitRoom_closed_ends() throws Exception {
    RecordBuffer buffer = new RecordBuffer(100, 100);
    buffer.append(new byte[90], 0, 90);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return buffer.awaitRoom(50, 1, RecordBuffer.FOREVER_NANOS);
              } catch (InterruptedException e) {
                return false;
              }
            },
            TestThreads.OWN);
    buffer.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
  }

  // Complaint 20.
  // Complaint 25.
  @Test
  void append_refused_allocatesNothing() {
    RecordBuffer buffer = new RecordBuffer(100, 100);
    byte[] record = new byte[90];
    buffer.append(record, 0, record.length);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 0; round++) {
      least = Math.min(least, allocatedByRefusals(buffer, record));
    }
    // A compiler at work on this thread's behalf may add a little to a round, never to all.
    assertThat(least).isZero();
  }

  private static long allocatedByRefusals(RecordBuffer buffer, byte[] record) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 20_000; i++) {
      if (buffer.append(record, 0, record.length) != RecordBuffer.BACK_PRESSURED) {
        throw new AssertionError();
      }
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
