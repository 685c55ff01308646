// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatcherTest {
  private final RecordBuffer buffer = new RecordBuffer(1 << 20, 10_000);

  private void append(int bytes) {
    assertThat(buffer.append(new byte[bytes], 0, bytes)).isNotNegative();
  }

  private void take(Batcher batcher) {
    buffer.advanceRead(
        batcher.end(),
        buffer.readEntries() + batcher.entries(),
        buffer.readRecords() + batcher.records());
    batcher.restart(buffer);
  }

  @Test
  void poll_nothing_none() {
    Batcher batcher = new Batcher(10, 1000, 0, 16 << 20);
    batcher.restart(buffer);
    assertThat(batcher.poll(buffer, 0, 0, Long.MAX_VALUE)).isEqualTo(Batcher.Cut.NONE);
  }

  @Test
  void poll_maxRecords_cutsThere() {
    Batcher batcher = new Batcher(3, 1000, 1000, 16 << 20);
    batcher.restart(buffer);
    for (int i = 0; i < 5; i++) {
      append(1);
    }
    assertThat(batcher.poll(buffer, 0, 0, 0)).isEqualTo(Batcher.Cut.FULL_RECORDS);
    assertThat(batcher.records()).isEqualTo(3);
    take(batcher);
    assertThat(batcher.poll(buffer, 0, 0, 0)).isEqualTo(Batcher.Cut.NONE);
    assertThat(batcher.records()).isEqualTo(2);
  }

  @Test
  void poll_nextEntryWouldPassMaxBytes_cutsBeforeIt() {
    Batcher batcher = new Batcher(100, 100, 1000, 16 << 20);
    batcher.restart(buffer);
    append(58); // 60 with framing
    append(58);
    assertThat(batcher.poll(buffer, 0, 0, 0)).isEqualTo(Batcher.Cut.FULL_BYTES);
    assertThat(batcher.records()).isEqualTo(1);
    assertThat(batcher.framedBytes()).isEqualTo(60);
    // Asked again without being taken it says the same.
    assertThat(batcher.poll(buffer, 0, 0, 0)).isEqualTo(Batcher.Cut.FULL_BYTES);
  }

  @Test
  void poll_entryLargerThanMaxBytes_isABatchOfItsOwn() {
    Batcher batcher = new Batcher(100, 100, 1000, 16 << 20);
    batcher.restart(buffer);
    append(5000);
    append(1);
    assertThat(batcher.poll(buffer, 0, 0, 0)).isEqualTo(Batcher.Cut.FULL_BYTES);
    assertThat(batcher.records()).isEqualTo(1);
  }

  @Test
  void poll_linger_countsFromTheFirstEntry() {
    Batcher batcher = new Batcher(100, 1000, 20, 16 << 20);
    batcher.restart(buffer);
    append(1);
    assertThat(batcher.poll(buffer, 100, 100, 0)).isEqualTo(Batcher.Cut.NONE);
    append(1);
    assertThat(batcher.poll(buffer, 119, 119, 0)).isEqualTo(Batcher.Cut.NONE);
    assertThat(batcher.poll(buffer, 120, 120, 0)).isEqualTo(Batcher.Cut.LINGER_OVER);
    assertThat(batcher.records()).isEqualTo(2);
  }

  @Test
  void poll_wanted_doesNotLinger() {
    Batcher batcher = new Batcher(100, 1000, 1000, 16 << 20);
    batcher.restart(buffer);
    append(1);
    assertThat(batcher.poll(buffer, 0, 0, 1)).isEqualTo(Batcher.Cut.WANTED);
    take(batcher);
    append(1);
    assertThat(batcher.poll(buffer, 0, 0, 1)).isEqualTo(Batcher.Cut.NONE);
  }

  @Test
  void poll_usersBatch_isNeverSplitAndItsHeaderIsNotSent() {
    Batcher batcher = new Batcher(3, 1000, 0, 16 << 20);
    batcher.restart(buffer);
    append(1);
    assertThat(buffer.appendBatch(List.of(new byte[1], new byte[1], new byte[1], new byte[1])))
        .isEqualTo(1);
    assertThat(batcher.poll(buffer, 0, 0, 0)).isEqualTo(Batcher.Cut.FULL_RECORDS);
    assertThat(batcher.records()).isEqualTo(5);
    assertThat(batcher.entries()).isEqualTo(2);
    assertThat(batcher.framedBytes()).isEqualTo(15);
  }
}
